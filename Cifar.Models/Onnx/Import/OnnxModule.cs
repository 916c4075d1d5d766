using Cifar.Models.Onnx.Format;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>A network read from an ONNX file: the same numbers as the file gives, but differentiable, trainable and writable as ONNX again.</summary>
/// <remarks>
/// <para><c>forward</c> takes float32 <c>[N, 3, H, W]</c> (planes, also where the file wants channels last), as the file expects it to be normalised, any N.</para>
/// <para>
/// All weights can be trained at first, those of batch normalisation excepted: they and the running statistics stay as they are
/// unless <see cref="TrainsBatchNormalization"/> is set, because statistics of small batches of new images would undo what the network has learnt.
/// </para>
/// </remarks>
public sealed class OnnxModule : nn.Module<Tensor, Tensor>, IOnnxLayer
{
    private readonly OnnxGraph graph;
    private readonly Dictionary<string, string> keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> learnt;
    private readonly HashSet<string> normalization;
    private readonly List<string>[] lastUses;
    private readonly IReadOnlyList<StepRange> ranges;
    private int frozenBlocks;

    internal OnnxModule(OnnxGraph graph) : base(nameof(OnnxModule))
    {
        this.graph = graph;
        (learnt, normalization) = GraphWeights.Learnt(graph);
        foreach ((string name, GraphTensor weight) in graph.Weights)
        {
            string key = keys[name] = $"w{keys.Count}_{string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))}";

            // Registering leaves a tensor in the caller's scope, and a module outlives it.
            Tensor values = tensor(weight.Floats!, weight.Dimensions).DetachFromDisposeScope();
            if (learnt.Contains(name))
            {
                register_parameter(key, new Parameter(values));
            }
            else
            {
                register_buffer(key, values);
            }
        }

        lastUses = LastUses(graph);
        ranges = GraphBlocks.Of(graph);
        Blocks = [.. ranges.Select((range, i) => new OnnxBlock(i, range.Value, [.. graph.Shapes[range.Value].Skip(1).Select(extent => extent.Count)], CountOf(range)))];
        ApplyFreezing();
    }

    /// <summary>The parts of the network from the image to the result.</summary>
    public IReadOnlyList<OnnxBlock> Blocks { get; }

    /// <summary>Sizes of an input after the batch: [3, H, W], or what the first block of a later part takes.</summary>
    public IReadOnlyList<long> InputShape => [.. graph.InputShape.Skip(1).Select(extent => extent.Count)];

    /// <summary>Sizes of a result after the batch.</summary>
    public IReadOnlyList<long> OutputShape => [.. graph.OutputShape.Skip(1).Select(extent => extent.Count)];

    /// <summary>Number of leading blocks that are not trained.</summary>
    public int FrozenBlocks => frozenBlocks;

    /// <summary>Whether batch normalisation is trained as well: its scale and shift get gradients, and in training mode it uses and gathers the statistics of the batches.</summary>
    /// <value>false.</value>
    public bool TrainsBatchNormalization
    {
        get;
        set
        {
            field = value;
            ApplyFreezing();
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">An .onnx file, at most 1 GB, operator sets 7 to 20, with its weights inside.</param>
    /// <param name="options">Size and output; null for the file's own.</param>
    /// <returns>The module, in training mode; dispose it after use.</returns>
    /// <exception cref="ModelFormatException">The file is no ONNX file, is damaged, or breaks a limit.</exception>
    /// <exception cref="BackboneException">The graph takes no images, has an operator that is not supported, or cannot take images of that size.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OnnxModule Load(string path, OnnxModuleOptions? options = null) => Named(path, () => new OnnxModule(ReadGraph(OnnxFileReader.ReadFile(path), options)));

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="model">The bytes of an .onnx file, at most 1 GB.</param>
    /// <param name="options">Size and output; null for the file's own.</param>
    /// <returns>The module, in training mode; dispose it after use.</returns>
    /// <exception cref="ModelFormatException">The bytes are no ONNX file, are damaged, or break a limit.</exception>
    /// <exception cref="BackboneException">The graph takes no images, has an operator that is not supported, or cannot take images of that size.</exception>
    public static OnnxModule Load(byte[] model, OnnxModuleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new(ReadGraph(OnnxFileReader.Read(model), options));
    }

    /// <summary>Trains all blocks but the first ones.</summary>
    /// <param name="until">Number of blocks, from the image on, that keep their weights: 0 to the number of blocks.</param>
    public void Freeze(int until)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(until);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(until, Blocks.Count);
        frozenBlocks = until;
        ApplyFreezing();
    }

    /// <summary>Trains what comes after a block.</summary>
    /// <param name="until">Name of the last block that keeps its weights, see <see cref="OnnxBlock.Name"/>.</param>
    /// <exception cref="ArgumentException">There is no such block.</exception>
    public void Freeze(string until)
    {
        ArgumentException.ThrowIfNullOrEmpty(until);
        OnnxBlock block = Blocks.FirstOrDefault(block => block.Name == until)
            ?? throw new ArgumentException($"There is no block '{until}'.{NearestName.Suggest(until, Blocks.Select(block => block.Name))}", nameof(until));
        Freeze(block.Index + 1);
    }

    /// <summary>Trains the last blocks and no others. Calling it with growing numbers while training unfreezes gradually.</summary>
    /// <param name="lastBlocks">0 (none) to the number of blocks; a larger number trains all.</param>
    public void Unfreeze(int lastBlocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lastBlocks);
        Freeze(Math.Max(0, Blocks.Count - lastBlocks));
    }

    /// <summary>The weights of a block that can be trained, under their names in the ONNX file; frozen ones too.</summary>
    /// <param name="block">Its index.</param>
    /// <returns>Names and weights, in the order of the graph.</returns>
    public IReadOnlyList<(string Name, Parameter Value)> WeightsOf(int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, Blocks.Count);
        return [.. NamesOf(ranges[block]).Select(name => (name, get_parameter(keys[name])!))];
    }

    /// <summary>Weights to train with a factor for their learning rate that shrinks from the last block towards the image.</summary>
    /// <param name="decay">Factor from one block to the one before it; above 0, to 1.</param>
    /// <returns>The weights of all blocks that are not frozen; the last block has the factor 1.</returns>
    /// <remarks>Discriminative fine-tuning of Howard and Ruder, arXiv:1801.06146.</remarks>
    public IReadOnlyList<(Parameter Weight, double Rate)> LayerRates(double decay)
    {
        if (!(decay is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The decay must be above 0, to 1.");
        }

        return [.. Blocks.SelectMany(block => WeightsOf(block.Index)
            .Where(weight => weight.Value.requires_grad)
            .Select(weight => (weight.Value, Math.Pow(decay, Blocks.Count - 1 - block.Index))))];
    }

    /// <summary>The network up to a block, as a module of its own with copies of the weights as they are now.</summary>
    /// <param name="blocks">Number of blocks, 1 to the number of blocks.</param>
    /// <returns>A new module.</returns>
    public OnnxModule First(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, Blocks.Count);
        return Part(graph.Between(graph.Input, Blocks[blocks - 1].Name));
    }

    /// <summary>The network after a block, as a module of its own with copies of the weights as they are now. It takes what <see cref="First"/> gives.</summary>
    /// <param name="blocks">Number of blocks to leave out, 1 to below the number of blocks.</param>
    /// <returns>A new module.</returns>
    public OnnxModule After(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(blocks, Blocks.Count);
        return Part(graph.Between(Blocks[blocks - 1].Name, graph.Output));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!input.shape.Skip(1).SequenceEqual(InputShape))
        {
            throw new ArgumentException($"The network takes [N, {string.Join(", ", InputShape)}], not [{string.Join(", ", input.shape)}].", nameof(input));
        }

        var live = new Dictionary<string, Tensor>(StringComparer.Ordinal) { [graph.Input] = input };
        for (int i = 0; i < graph.Steps.Count; i++)
        {
            GraphStep step = graph.Steps[i];
            Tensor[] inputs = Array.ConvertAll(step.Inputs, name => live.TryGetValue(name, out Tensor? value) ? value : WeightNamed(name));
            using (DisposeScope scope = NewDisposeScope())
            {
                live[step.Output] = step.Run(inputs, TrainsBatchNormalization && training).MoveToOuterDisposeScope();
            }

            foreach (string name in lastUses[i])
            {
                if (live.Remove(name, out Tensor? gone) && !ReferenceEquals(gone, input))
                {
                    gone.Dispose();
                }
            }
        }

        return live[graph.Output];
    }

    /// <inheritdoc/>
    string IOnnxLayer.WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [this.graph.Input] = input };
        foreach (GraphStep step in this.graph.Steps)
        {
            foreach (string weight in step.Inputs.Where(name => !names.ContainsKey(name)))
            {
                names[weight] = graph.Constant(WeightNamed(weight));
            }

            names[step.Output] = step.Write(graph, Array.ConvertAll(step.Inputs, name => names[name]));
        }

        return names[this.graph.Output];
    }

    internal static OnnxGraph ReadGraph(ModelProto model, OnnxModuleOptions? options) =>
        GraphReader.Read(model, options?.Output ?? GraphSearch.Output(model), options?.Height, options?.Width);

    /// <summary>Says which file an error is about.</summary>
    internal static T Named<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ModelFormatException error)
        {
            throw new ModelFormatException($"{path}: {error.Message}", error);
        }
        catch (BackboneException error)
        {
            throw new BackboneException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Takes over the weights and statistics of a part that was split off.</summary>
    internal void CopyFrom(OnnxModule part)
    {
        using IDisposable mode = no_grad();
        foreach (string name in part.graph.Weights.Keys)
        {
            WeightNamed(name).copy_(part.WeightNamed(name));
        }
    }

    private OnnxModule Part(OnnxGraph part)
    {
        var copies = new Dictionary<string, GraphTensor>(StringComparer.Ordinal);
        foreach ((string name, GraphTensor old) in part.Weights)
        {
            using DisposeScope scope = NewDisposeScope();
            copies[name] = new GraphTensor(old.Dimensions, WeightNamed(name).detach().cpu().contiguous().data<float>().ToArray());
        }

        var module = new OnnxModule(part with { Weights = copies }) { TrainsBatchNormalization = TrainsBatchNormalization };
        module.train(training);
        return module;
    }

    private Tensor WeightNamed(string name) => learnt.Contains(name) ? get_parameter(keys[name])! : get_buffer(keys[name])!;

    private void ApplyFreezing()
    {
        for (int block = 0; block < ranges.Count; block++)
        {
            foreach (string name in NamesOf(ranges[block]))
            {
                get_parameter(keys[name])!.requires_grad_(block >= frozenBlocks && (TrainsBatchNormalization || !normalization.Contains(name)));
            }
        }
    }

    private IEnumerable<string> NamesOf(StepRange range) => Enumerable.Range(range.First, range.Last - range.First + 1)
        .SelectMany(i => graph.Steps[i].Inputs).Where(learnt.Contains).Distinct(StringComparer.Ordinal);

    private long CountOf(StepRange range) => NamesOf(range).Sum(name => graph.Weights[name].Count);

    private static List<string>[] LastUses(OnnxGraph graph)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Steps.Count; i++)
        {
            foreach (string name in graph.Steps[i].Inputs.Where(name => !graph.Weights.ContainsKey(name)))
            {
                last[name] = i;
            }
        }

        last.Remove(graph.Output);
        List<string>[] uses = [.. graph.Steps.Select(_ => new List<string>())];
        foreach ((string name, int i) in last)
        {
            uses[i].Add(name);
        }

        return uses;
    }
}
