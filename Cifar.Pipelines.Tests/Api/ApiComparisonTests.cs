namespace Cifar.Pipelines.Tests.Api;

/// <summary>The comparison itself: each way of promising more than the real packages is found.</summary>
public sealed class ApiComparisonTests
{
    static readonly string[] Real =
    [
        "[N] sealed class Box<T> : Chest, IDisposable, IEnumerable where T : class",
        "   public ctor(int size = 1)",
        "   public int Size { get; }",
        "   // explicit: IEnumerable.GetEnumerator",
        "   public static bool TryOpen<TKey>(TKey key, out Box<T> box)",
        "",
        "[N] enum Colour",
        "   Red=1, Green=2",
        "",
        "[N] interface ILock",
        "   public abstract void Open()",
        "   public abstract void Shut()",
        "",
        "[N] delegate IDictionary<string, int> Box<T>.Counter(string name)",
    ];

    [Theory]
    [InlineData("[N] sealed class Box<T> : Chest, IDisposable where T : class|   public int Size { get; }")]
    [InlineData("[N] enum Colour|   Green=2")]
    [InlineData("[N] delegate IDictionary<string, int> Box<T>.Counter(string name)")]
    [InlineData("[N] interface ILock|   public abstract void Open()|   public abstract void Shut()")]
    public void A_subset_passes(string ours) => Assert.Empty(Findings(ours));

    [Theory]
    [InlineData("[M] enum Colour", "no such public type")]
    [InlineData("[N] class Box<T> : Chest where T : class", "header")]
    [InlineData("[N] sealed class Box<T> where T : class", "header")]
    [InlineData("[N] sealed class Box<T> : Chest", "header")]
    [InlineData("[N] sealed class Box<T> : Chest, IList where T : class", "implements IList")]
    [InlineData("[N] sealed class Box<T> : Chest where T : class|   public ctor()", "`public ctor()` is not there; really: `public ctor(int size = 1)`")]
    [InlineData("[N] sealed class Box<T> : Chest where T : class|   public int Size { get; set; }", "really: `public int Size { get; }`")]
    [InlineData("[N] sealed class Box<T> : Chest where T : class|   public int Depth { get; }", "no member of that name")]
    [InlineData("[N] enum Colour|   Green=3", "`Green=3`")]
    [InlineData("[N] interface ILock|   public abstract void Open()", "lacks the abstract member `public abstract void Shut()`")]
    [InlineData("[N] delegate IDictionary<string, int> Box<T>.Counter(string key)", "header")]
    public void A_superset_is_found(string ours, string finding) => Assert.Contains(finding, Assert.Single(Findings(ours)), StringComparison.Ordinal);

    [Fact]
    public void The_printer_writes_what_the_comparison_reads()
    {
        var printed = ApiListing.Write(ApiListing.OfAssembly(typeof(ApiComparisonTests).Assembly));
        var header = $"[{typeof(Printed<>).Namespace}] abstract class Printed<T> : List<T>, ";
        var block = printed.TrimEnd()[printed.IndexOf(header, StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n');
        Assert.EndsWith(" where T : class, IDisposable, new()", block[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "protected ctor(params int[] sizes)",
                "protected readonly (int, string)[] Pairs",
                "public const string Word = word",
                "public (int, long)? this[int? index] { get; set; }",
                "public override string ToString()",
                "public static ValueTuple<T, int> First<TKey>(ref T value, out TKey key, in int count, float scale = 0.5f, DayOfWeek day = DayOfWeek.Friday, string name = null, CancellationToken token = default) where TKey : struct",
            ],
            block[1..].Select(l => l.Trim()));
    }

    static List<string> Findings(string ours) => [.. ApiComparison.Superset(ApiListing.Parse(ours.Split('|')), ApiListing.Parse(Real))];
}

#pragma warning disable CA1000, CA1051 // An example of every kind of member, not a design.
/// <summary>One member of each kind that the listing spells in its own way.</summary>
public abstract class Printed<T> : List<T>
    where T : class, IDisposable, new()
{
    public const string Word = "word";

    protected readonly (int Number, string Name)[] Pairs = [];

    protected Printed(params int[] sizes) => Capacity = sizes.Length;

    public (int, long)? this[int? index]
    {
        get => index is { } i ? (i, Count) : null;
        set => Capacity = value?.Item1 ?? 0;
    }

    public static (T, int) First<TKey>(ref T value, out TKey key, in int count, float scale = 0.5f, DayOfWeek day = DayOfWeek.Friday, string? name = null, CancellationToken token = default)
        where TKey : struct
    {
        key = default;
        return (value, count);
    }

    public override string ToString() => Word;
}
