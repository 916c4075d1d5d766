using TorchSharp.Native;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the optimizers here share. Each step updates all parameters of a group with a few native calls.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults = null!;
    protected OrderedDict<nint, OptimizerState> _state = new();

    public OptimizerHelper() { }

    public override void zero_grad()
    {
        using var scope = NewDisposeScope();
        var gradients = parameters().Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (gradients.Length > 0) Aten.Run("_foreach_zero_", gradients);
    }

    public void to(Device device)
    {
        foreach (var state in _state.Values) state.to(device);
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var positions = new List<int>();
            dictionary.StateIndexRef.Add(positions);
            foreach (var parameter in group.Parameters)
            {
                positions.Add(dictionary.State.Count);
                dictionary.State.Add(_state[parameter.Handle]);
            }
        }
        return dictionary;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        RequireSame(own, state_dict.Options.Count, state_dict.State.Count);
        for (int i = 0; i < own.Options.Count; i++)
        {
            if (!ReferenceEquals(own.Options[i], state_dict.Options[i])) own.Options[i].LoadStateDict(state_dict.Options[i]);
        }
        for (int i = 0; i < own.State.Count; i++)
        {
            if (!ReferenceEquals(own.State[i], state_dict.State[i])) own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        var dictionary = state_dict();
        writer.WriteLeb128(dictionary.Options.Count);
        writer.WriteLeb128(dictionary.State.Count);
        foreach (var options in dictionary.Options) options.SaveStateDict(writer);
        foreach (var state in dictionary.State) state.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        string saved = reader.ReadString();
        if (saved != GetType().Name)
            throw new InvalidDataException($"The file was saved by {saved}; this is {GetType().Name}.");
        var own = state_dict();
        long groups = reader.ReadLeb128(), states = reader.ReadLeb128();
        RequireSame(own, groups, states);
        foreach (var options in own.Options) options.LoadStateDict(reader);
        foreach (var state in own.State) state.LoadStateDict(reader);
    }

    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var recorded = enable_grad();
            loss = loss_closure();
        }
        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (var group in _parameter_groups) body((T)group);
        }
        return loss;
    }

    private protected void Release(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in _state.Values) (state as IDisposable)?.Dispose();
        _state.Clear();
    }

    // The parameters are listed once: walking a module's tree at each step would cost more than a small network's update.
    private protected void Adopt(ParamGroup group, Func<Parameter, OptimizerState> remember)
    {
        group.InitialLearningRate = group.LearningRate;
        group.Parameters = group.Parameters.ToArray();
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = remember(parameter);
            _state[parameter.Handle] = state;
            state.Initialize(group.Options);
        }
    }

    /// <summary>Parameters that have a gradient, with it and their state.</summary>
    private protected List<(Parameter Parameter, Tensor Gradient, TState State)> Ready<TState>(ParamGroup group) where TState : OptimizerState
    {
        var ready = new List<(Parameter, Tensor, TState)>();
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is { } gradient) ready.Add((parameter, gradient, (TState)_state[parameter.Handle]));
        }
        return ready;
    }

    // Ascend instead of descending, and pull the weights towards zero; the module's gradients stay as they are.
    private protected static Tensor[] Prepared(Tensor[] gradients, Tensor[] parameters, bool maximize, double weightDecay)
    {
        if (maximize) gradients = Aten.Many("_foreach_neg", gradients);
        return weightDecay == 0 ? gradients : Aten.Many("_foreach_add.List", gradients, parameters, weightDecay);
    }

    static void RequireSame(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count) throw new ArgumentException($"The saved state has {groups} parameter groups, this optimizer {own.Options.Count}.");
        if (states != own.State.Count) throw new ArgumentException($"The saved state is of {states} parameters, this optimizer has {own.State.Count}.");
    }
}
