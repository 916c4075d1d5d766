using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CoreSchemaTests
{
    [Fact]
    public void The_last_of_several_columns_with_one_name_hides_the_others()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Image", TextDataViewType.Instance);
        builder.AddColumn("Other", NumberDataViewType.Single);
        builder.AddColumn("Image", new VectorDataViewType(NumberDataViewType.Single, 3, 8, 8));
        DataViewSchema schema = builder.ToSchema();

        Assert.Equal([true, false, false], schema.Select(column => column.IsHidden));
        Assert.Equal(2, schema["Image"].Index);
        Assert.Equal("Image: Vector<Single, 3, 8, 8>", schema["Image"].ToString());
        Assert.Null(schema.GetColumnOrNull("Label"));
    }

    [Fact]
    public void A_missing_column_is_named_in_the_exception()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new DataViewSchema.Builder().ToSchema()["Label"]);
        Assert.Contains("Label", error.Message);
    }

    [Fact]
    public void Types_print_and_compare_like_the_real_ones()
    {
        Assert.Equal("Key<UInt32, 0-2>", new KeyDataViewType(typeof(uint), 3).ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Vector<Byte>", new VectorDataViewType(NumberDataViewType.Byte).ToString());
        Assert.Equal("Vector<Single, 3, *>", new VectorDataViewType(NumberDataViewType.Single, 3, 0).ToString());
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 3, 0).IsKnownSize);
        Assert.True(new VectorDataViewType(NumberDataViewType.Single, 3, 32).Equals(new VectorDataViewType(NumberDataViewType.Single, 3, 32)));
        Assert.False(new VectorDataViewType(NumberDataViewType.Single, 96).Equals(new VectorDataViewType(NumberDataViewType.Single, 3, 32)));
        Assert.True(new KeyDataViewType(typeof(uint), 3).Equals(new KeyDataViewType(typeof(uint), 3UL)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
    }

    [Fact]
    public void Annotations_hand_out_values_of_their_own_type_only()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        builder.Add<VBuffer<ReadOnlyMemory<char>>>("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2), Names);
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Score", new VectorDataViewType(NumberDataViewType.Single, 2), builder.ToAnnotations());
        DataViewSchema.Column score = schema.ToSchema()["Score"];

        Assert.True(score.IsNormalized());
        Assert.True(score.HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        Assert.Equal(["cat", "dog"], names.DenseValues().Select(name => name.ToString()));
        Assert.Throws<InvalidOperationException>(() => Read<int>(score, "IsNormalized"));
        Assert.Throws<InvalidOperationException>(() => Read<int>(score, "KeyValues"));

        static void Names(ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(2, ["cat".AsMemory(), "dog".AsMemory()]);
        static void Read<T>(DataViewSchema.Column column, string kind)
        {
            T value = default!;
            column.Annotations.GetValue(kind, ref value);
        }
    }

    [Fact]
    public void Row_ids_made_from_one_another_do_not_collide()
    {
        var ids = new HashSet<DataViewRowId>();
        for (ulong i = 0; i < 1000; i++)
        {
            var id = new DataViewRowId(i, 0);
            Assert.True(ids.Add(id) && ids.Add(id.Next()) && ids.Add(id.Fork()) && ids.Add(id.Combine(new DataViewRowId(7, 7))));
        }
    }
}
