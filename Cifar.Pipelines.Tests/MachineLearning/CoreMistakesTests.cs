using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>A caller's mistakes give the exceptions that the packages give.</summary>
public sealed class CoreMistakesTests
{
    static readonly MLContext Context = new(seed: 1);

    static IDataView Rows => Context.Data.LoadFromEnumerable(CoreNumberedRow.Rows(10).ToList());

    public static readonly TheoryData<string, Type> Mistakes = new()
    {
        { "take no rows", typeof(ArgumentOutOfRangeException) },
        { "shuffle without a pool", typeof(ArgumentOutOfRangeException) },
        { "one fold", typeof(ArgumentOutOfRangeException) },
        { "filter by an absent column", typeof(ArgumentOutOfRangeException) },
        { "look for missing texts", typeof(ArgumentOutOfRangeException) },
        { "read an absent column", typeof(ArgumentOutOfRangeException) },
        { "read a column as another type", typeof(ArgumentOutOfRangeException) },
        { "fill a member of another type", typeof(InvalidOperationException) },
        { "two members for one column", typeof(ArgumentOutOfRangeException) },
        { "vector attribute on a scalar", typeof(ArgumentOutOfRangeException) },
        { "key attribute on a signed number", typeof(ArgumentOutOfRangeException) },
        { "member of no column type", typeof(ArgumentOutOfRangeException) },
        { "definition of another type", typeof(ArgumentOutOfRangeException) },
        { "fit on an absent column", typeof(ArgumentOutOfRangeException) },
        { "signed key", typeof(ArgumentOutOfRangeException) },
        { "key larger than its type", typeof(ArgumentOutOfRangeException) },
        { "no such annotation", typeof(InvalidOperationException) },
        { "redefine a built-in type", typeof(ArgumentOutOfRangeException) },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void A_mistake_is_reported(string mistake, Type exception) => Assert.Throws(exception, () => Make(mistake));

    static object Make(string mistake) => mistake switch
    {
        "take no rows" => Context.Data.TakeRows(Rows, 0),
        "shuffle without a pool" => Context.Data.ShuffleRows(Rows, shufflePoolSize: 0),
        "one fold" => Context.Data.CrossValidationSplit(Rows, 1),
        "filter by an absent column" => Context.Data.FilterRowsByColumn(Rows, "Absent"),
        "look for missing texts" => Context.Data.FilterRowsByMissingValues(Rows, "Group"),
        "read an absent column" => Rows.GetColumn<int>("Absent").Count(),
        "read a column as another type" => Rows.GetColumn<float>("Number").Count(),
        "fill a member of another type" => Context.Data.CreateEnumerable<OtherNumber>(Rows, reuseRowObject: false).Count(),
        "two members for one column" => SchemaDefinition.Create(typeof(TwoMembers)),
        "vector attribute on a scalar" => SchemaDefinition.Create(typeof(ScalarVector)),
        "key attribute on a signed number" => SchemaDefinition.Create(typeof(SignedKey)),
        "member of no column type" => SchemaDefinition.Create(typeof(NoColumnType)),
        "definition of another type" => Context.Data.LoadFromEnumerable(CoreNumberedRow.Rows(1), Redefined()),
        "fit on an absent column" => Context.Transforms.CopyColumns("Copy", "Absent").Fit(Rows),
        "signed key" => new KeyDataViewType(typeof(int), 3),
        "key larger than its type" => new KeyDataViewType(typeof(byte), 300),
        "no such annotation" => SlotNames(Rows.Schema["Number"]),
        _ => Register(),
    };

    static SchemaDefinition Redefined()
    {
        var definition = SchemaDefinition.Create(typeof(CoreNumberedRow));
        definition["Number"].ColumnType = NumberDataViewType.Single;
        return definition;
    }

    static VBuffer<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names;
    }

    static string Register()
    {
        DataViewTypeManager.Register(TextDataViewType.Instance, typeof(string));
        return "registered";
    }

    public sealed class OtherNumber
    {
        public float Number { get; set; }
    }

    public sealed class TwoMembers
    {
        [ColumnName("A")]
        public int First { get; set; }

        public int A { get; set; }
    }

    public sealed class ScalarVector
    {
        [VectorType(3)]
        public int Number { get; set; }
    }

    public sealed class SignedKey
    {
        [KeyType(3)]
        public int Key { get; set; }
    }

    public sealed class NoColumnType
    {
        public object? Anything { get; set; }
    }
}
