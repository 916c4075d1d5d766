using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

public sealed class CoreVBufferTests
{
    static readonly VBuffer<float> Sparse = new(5, 2, [1.5f, 2.5f], [1, 4]);

    [Fact]
    public void A_sparse_vector_reads_as_a_dense_one_with_defaults_between()
    {
        Assert.False(Sparse.IsDense);
        Assert.Equal([0, 1.5f, 0, 0, 2.5f], Sparse.DenseValues());
        Assert.Equal(2.5f, Sparse.GetItemOrDefault(4));
        Assert.Equal(0, Sparse.GetItemOrDefault(3));
        Assert.Equal([1, 4], Sparse.GetIndices().ToArray());
        Assert.Equal([new(1, 1.5f), new(4, 2.5f)], Sparse.Items());
        Assert.Equal(5, Sparse.Items(all: true).Count());
    }

    [Fact]
    public void Copying_a_range_of_a_sparse_vector_moves_its_indices()
    {
        VBuffer<float> copy = default;
        Sparse.CopyTo(ref copy, 1, 3);
        Assert.Equal([1.5f, 0, 0], copy.DenseValues());
        Sparse.CopyToDense(ref copy);
        Assert.True(copy.IsDense);
        Assert.Equal([0, 1.5f, 0, 0, 2.5f], copy.GetValues().ToArray());
    }

    [Fact]
    public void An_editor_reuses_arrays_that_are_large_enough()
    {
        var values = new float[8];
        var buffer = new VBuffer<float>(8, values);
        VBufferEditor<float> smaller = VBufferEditor.Create(ref buffer, 3);
        smaller.Values.Fill(7);
        Assert.False(smaller.CreatedNewValues);
        buffer = smaller.Commit();
        Assert.Equal(7, values[2]);
        Assert.Equal(3, buffer.Length);

        VBufferEditor<float> larger = VBufferEditor.Create(ref buffer, 20);
        Assert.True(larger.CreatedNewValues);
        Assert.Equal(20, larger.Values.Length);
    }

    [Fact]
    public void An_editor_can_end_with_fewer_explicit_values_than_it_began_with()
    {
        VBuffer<int> buffer = default;
        VBufferEditor<int> editor = VBufferEditor.Create(ref buffer, 10, valuesCount: 4);
        (editor.Values[0], editor.Indices[0]) = (42, 6);
        buffer = editor.CommitTruncated(1);
        Assert.Equal([new(6, 42)], buffer.Items());
        Assert.Equal(10, buffer.Length);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(4, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(2, 3, new float[3], new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.CopyTo(new float[4]));
    }
}
