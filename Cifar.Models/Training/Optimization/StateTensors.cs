using static TorchSharp.torch;

namespace Cifar.Models.Training.Optimization;

/// <summary>What an optimiser remembers, as tensors by name; one description serves writing and reading.</summary>
internal sealed class StateTensors
{
    private readonly Dictionary<string, Tensor> written = [];
    private readonly HashSet<string> used = [];
    private readonly IReadOnlyDictionary<string, Tensor>? source;

    private StateTensors(IReadOnlyDictionary<string, Tensor>? source) => this.source = source;

    /// <summary>What was written.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => written;

    public static StateTensors ToWrite() => new(null);

    public static StateTensors ToRead(IReadOnlyDictionary<string, Tensor> source) => new(source);

    /// <summary>A tensor that is always there; reading overwrites it.</summary>
    public void Add(string name, Tensor live)
    {
        if (source is null)
        {
            written.Add(name, live.alias());
        }
        else
        {
            live.copy_(Find(name, live) ?? throw new InvalidDataException($"The optimiser's state has no '{name}': it was saved by another optimiser or network."));
        }
    }

    /// <summary>A tensor that may not be there yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="live">The tensor as it is now; null if there is none.</param>
    /// <param name="like">A tensor of its shape.</param>
    /// <returns>The tensor to go on with, outside any dispose scope.</returns>
    public Tensor? AddOptional(string name, Tensor? live, Tensor like)
    {
        if (source is null)
        {
            if (live is not null)
            {
                written.Add(name, live.alias());
            }

            return live;
        }

        live?.Dispose();
        return Find(name, like) is { } saved ? zeros_like(like).copy_(saved).DetachFromDisposeScope() : null;
    }

    /// <summary>Whole numbers, whose count is fixed.</summary>
    public long[] Add(string name, long[] live)
    {
        using Tensor numbers = tensor(live, new long[] { live.Length });
        if (source is null)
        {
            written.Add(name, numbers.alias());
            return live;
        }

        Add(name, numbers);
        return numbers.data<long>().ToArray();
    }

    /// <summary>Refuses what nothing asked for.</summary>
    public void RequireAllUsed()
    {
        string[] left = [.. source!.Keys.Where(name => !used.Contains(name)).Take(3)];
        if (left.Length > 0)
        {
            throw new InvalidDataException($"The optimiser's state has '{string.Join("', '", left)}', which this optimiser does not know: it was saved by another one.");
        }
    }

    private Tensor? Find(string name, Tensor like)
    {
        if (!source!.TryGetValue(name, out Tensor? saved))
        {
            return null;
        }

        used.Add(name);
        return saved.dtype == like.dtype && saved.shape.AsSpan().SequenceEqual(like.shape)
            ? saved
            : throw new InvalidDataException(
                $"'{name}' of the optimiser's state is {saved.dtype} [{string.Join(", ", saved.shape)}], expected {like.dtype} [{string.Join(", ", like.shape)}]: it was saved for another network.");
    }
}
