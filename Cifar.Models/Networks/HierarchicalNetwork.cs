using Cifar.Models.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Models.Networks;

/// <summary>Makes a network of classes and superclasses of any other: P(class) = P(superclass) * P(class | superclass), a hierarchical softmax.</summary>
/// <remarks>
/// The wrapped network has an output for each class and, behind them, one for each superclass. This one gives float32 <c>[N, classes]</c>, the logarithms of
/// the classes' probabilities: they sum to 1, and those of a superclass sum to the superclass's own. Cross-entropy on them is the sum of the cross-entropies of
/// superclass and class within superclass, so that training by it trains both. Models delivered of it have the output <see cref="OnnxExport.CoarseOutput"/> too.
/// The idea is Goodman's (2001, arXiv:cs/0108006).
/// </remarks>
public sealed class HierarchicalNetwork : ImageNetwork, IOnnxLayer
{
    // The logit of places in the grid of superclasses and members that no class takes: its softmax is 0 in float32.
    private const float Nobody = -1e9f;

    private readonly ImageNetwork inner;
    private readonly int[] superclassOf;
    private readonly int[] places;
    private readonly int largest;

    // Index tensors, registered as buffers so that they move with the network.
    private readonly Tensor coarseOfFine;
    private readonly Tensor placeOfFine;
    private readonly Tensor fineOfPlace;

    /// <summary>Wraps a network.</summary>
    /// <param name="inner">A network with as many outputs as there are classes and superclasses together; it is taken over.</param>
    /// <param name="coarseOfFine">For each class the index of its superclass, from 0; every superclass has a class.</param>
    /// <exception cref="ArgumentException">The outputs do not fit, an index is negative, or a superclass has no class.</exception>
    public HierarchicalNetwork(ImageNetwork inner, IReadOnlyList<int> coarseOfFine)
        : base(inner?.Name ?? throw new ArgumentNullException(nameof(inner)), Fine(coarseOfFine), inner.Height, inner.Width)
    {
        Superclasses = CountSuperclasses(coarseOfFine);
        if (inner.Classes != Classes + Superclasses)
        {
            throw new ArgumentException($"{inner.Name} has {inner.Classes} outputs; {Classes} classes and {Superclasses} superclasses need {Classes + Superclasses}.", nameof(inner));
        }

        this.inner = inner;
        superclassOf = [.. coarseOfFine];
        largest = superclassOf.GroupBy(superclass => superclass).Max(members => members.Count());
        var members = new int[Superclasses];
        places = [.. superclassOf.Select(superclass => (superclass * largest) + members[superclass]++)];

        // Places that nobody takes read the column behind the last class.
        var fine = new long[Superclasses * largest];
        Array.Fill(fine, Classes);
        for (int i = 0; i < Classes; i++)
        {
            fine[places[i]] = i;
        }

        this.coarseOfFine = Indices([.. superclassOf.Select(superclass => (long)superclass)]);
        placeOfFine = Indices([.. places.Select(place => (long)place)]);
        fineOfPlace = Indices(fine);
        RegisterComponents();
    }

    /// <summary>Number of superclasses.</summary>
    public int Superclasses { get; }

    /// <summary>For each class the index of its superclass.</summary>
    public IReadOnlyList<int> CoarseOfFine => superclassOf;

    /// <inheritdoc/>
    public override bool TakesOtherSizes => inner.TakesOtherSizes;

    /// <summary>Computes the logarithms of the probabilities of the classes.</summary>
    /// <param name="input">Float32 [N, 3, H, W], normalised.</param>
    /// <returns>Float32 [N, classes], at most 0.</returns>
    public override Tensor forward(Tensor input)
    {
        Tensor outputs = inner.call(input).to(ScalarType.Float32);
        Tensor coarse = outputs.narrow(1, Classes, Superclasses).log_softmax(1).index_select(1, coarseOfFine);
        Tensor withNobody = functional.pad(outputs.narrow(1, 0, Classes), (0, 1), value: Nobody);
        Tensor within = withNobody.index_select(1, fineOfPlace).reshape(-1, Superclasses, largest).log_softmax(2);
        return within.reshape(-1, fineOfPlace.shape[0]).index_select(1, placeOfFine) + coarse;
    }

    /// <inheritdoc/>
    public string WriteOnnx(OnnxGraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string outputs = graph.Add(inner, input);
        int total = Classes + Superclasses, grid = Superclasses * largest;

        // Gathering as products with matrices of 0 and 1, which are exact.
        var toPlace = new float[total * grid];
        var fromPlace = new float[grid * Classes];
        var toCoarse = new float[total * Superclasses];
        var nobody = new float[grid];
        Array.Fill(nobody, Nobody);
        for (int i = 0; i < Classes; i++)
        {
            toPlace[(i * grid) + places[i]] = 1;
            fromPlace[(places[i] * Classes) + i] = 1;
            nobody[places[i]] = 0;
        }

        for (int i = 0; i < Superclasses; i++)
        {
            toCoarse[((Classes + i) * Superclasses) + i] = 1;
        }

        string ordered = graph.Node("Add", [graph.Node("MatMul", [outputs, graph.Constant(toPlace, total, grid)]), graph.Constant(nobody, grid)]);
        string within = graph.Node("LogSoftmax", [graph.Node("Reshape", [ordered, graph.Constant([-1, Superclasses, largest])])], ("axis", 2));
        string flat = graph.Node("Reshape", [within, graph.Constant([-1, grid])]);
        string conditional = graph.Node("MatMul", [flat, graph.Constant(fromPlace, grid, Classes)]);
        string coarse = graph.Node("LogSoftmax", [graph.Node("MatMul", [outputs, graph.Constant(toCoarse, total, Superclasses)])], ("axis", 1));
        string ofSuperclass = graph.Node("MatMul", [coarse, graph.Constant(Members(transposed: true), Superclasses, Classes)]);
        return graph.Node("Add", [conditional, ofSuperclass]);
    }

    /// <summary>Number of superclasses.</summary>
    /// <param name="coarseOfFine">For each class the index of its superclass.</param>
    /// <returns>The greatest index and 1.</returns>
    /// <exception cref="ArgumentException">An index is negative, or a superclass has no class.</exception>
    internal static int CountSuperclasses(IReadOnlyList<int> coarseOfFine)
    {
        ArgumentNullException.ThrowIfNull(coarseOfFine);
        HashSet<int> seen = [.. coarseOfFine];
        int count = seen.Count == 0 ? 0 : seen.Max() + 1;
        int missing = Enumerable.Range(0, Math.Max(count, 0)).FirstOrDefault(superclass => !seen.Contains(superclass), -1);
        return seen.Count == count && missing < 0 && count > 0
            ? count
            : throw new ArgumentException($"The superclasses of the classes must be numbered from 0 without gaps; {(missing < 0 ? "there is a negative one" : $"{missing} has no class")}.");
    }

    /// <summary>Writes the probabilities of the superclasses: sums over those of their classes.</summary>
    internal string WriteCoarse(OnnxGraphBuilder graph, string probabilities) =>
        graph.Node("MatMul", [probabilities, graph.Constant(Members(transposed: false), Classes, Superclasses)]);

    /// <inheritdoc/>
    protected internal override void Prepare(Tensor images) => inner.Prepare(images);

    /// <inheritdoc/>
    protected internal override void BeginEpoch(int epoch) => inner.BeginEpoch(epoch);

    private static int Fine(IReadOnlyList<int> coarseOfFine) => (coarseOfFine ?? throw new ArgumentNullException(nameof(coarseOfFine))).Count;

    // The network's own: registering alone leaves them in the caller's scope.
    private static Tensor Indices(long[] values) => tensor(values, new long[] { values.Length }).DetachFromDisposeScope();

    private float[] Members(bool transposed)
    {
        var members = new float[Classes * Superclasses];
        for (int i = 0; i < Classes; i++)
        {
            members[transposed ? (superclassOf[i] * Classes) + i : (i * Superclasses) + superclassOf[i]] = 1;
        }

        return members;
    }
}
