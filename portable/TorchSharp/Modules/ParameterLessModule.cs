using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A module that has nothing to learn, and lets nothing be registered.</summary>
public abstract class ParameterLessModule<T1, TResult> : Module<T1, TResult>
{
    protected ParameterLessModule(string name) : base(name) { }

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw new InvalidOperationException($"{GetType().Name} has nothing to learn, and takes no buffer.");

    public override void register_parameter(string name, Parameter param) =>
        throw new InvalidOperationException($"{GetType().Name} has nothing to learn, and takes no parameter.");

    public override void register_module(string name, Module submodule) =>
        throw new InvalidOperationException($"{GetType().Name} has nothing to learn, and takes no submodule.");
}
