using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class TensorTests
{
    [Fact]
    public void Arrays_come_back_as_they_went_in()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1f, 2, 3], tensor(new[] { 1f, 2, 3 }).data<float>().ToArray());
        Assert.Equal(ScalarType.Byte, tensor(new byte[] { 1, 255 }).dtype);
        Assert.Equal([2L, 3], tensor(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape);
        Assert.Equal([1L, 2, 1, 2], tensor(new float[1, 2, 1, 2]).shape);
        Assert.Equal(6.0, from_array(new[,] { { 1.0, 2 }, { 3, 6 } })[1, 1].item<double>());
        Assert.Equal([2L, 2], tensor(new long[] { 1, 2, 3, 4 }, [2, 2]).shape);
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1, 2 }, dtype: ScalarType.Float32).dtype);
    }

    [Fact]
    public void A_tensor_over_an_array_is_the_array_itself()
    {
        float[,] array = { { 1, 2, 3 }, { 4, 5, 6 } };
        using Tensor shared = frombuffer(array, ScalarType.Float32, count: 4, offset: 1);
        Assert.Equal([2f, 3, 4, 5], shared.data<float>().ToArray());
        array[1, 0] = 7;
        Assert.Equal(7, shared[2].item<float>());
        shared.neg_();
        Assert.Equal(-2, array[0, 1]);
        Assert.Equal(6, array[1, 2]);

        using Tensor converted = frombuffer(new byte[] { 8, 255 }, ScalarType.Float32);
        Assert.Equal([8f, 255], converted.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => frombuffer(array, ScalarType.Float32, offset: 6));
        Assert.Throws<IndexOutOfRangeException>(() => frombuffer(array, ScalarType.Float32, count: 6, offset: 1));
        Assert.Throws<ArgumentException>(() => frombuffer(new[] { "one" }, ScalarType.Float32));
    }

    [Fact]
    public void An_array_lives_and_stays_where_it_is_as_long_as_a_tensor_over_it()
    {
        using Tensor shared = Over(1 << 20);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using Tensor sum = shared.sum(ScalarType.Int64);
        Assert.Equal(5L << 20, sum.item<long>());

        static Tensor Over(int length)
        {
            var array = new byte[length];
            Array.Fill(array, (byte)5);
            return frombuffer(array, ScalarType.Byte);
        }
    }

    [Fact]
    public void Elements_are_read_in_logical_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var transposed = arange(6, dtype: ScalarType.Float32).reshape(2, 3).t();
        Assert.Equal([0f, 3, 1, 4, 2, 5], transposed.data<float>().ToArray());
        Assert.Equal(4f, transposed.data<float>()[1, 1]);
        var square = (float[,])transposed.data<float>().ToNDArray();
        Assert.Equal(5f, square[2, 1]);
    }

    [Fact]
    public void The_element_type_must_be_asked_for_exactly()
    {
        using var number = tensor(3L);
        Assert.Equal(3L, number.item<long>());
        Assert.Throws<ArgumentException>(() => number.item<int>());
        Assert.Throws<ArgumentException>(() => number.data<float>());
        Assert.Equal(3f, number.ToSingle());
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        using var values = zeros(2);
        MemoryMarshal.Cast<byte, float>(values.bytes)[1] = 7;
        Assert.Equal(7f, values[1].item<float>());
        values.bytes = new byte[8];
        Assert.Equal(0f, values[1].item<float>());
    }

    [Fact]
    public void Channels_last_survives_layers_and_conversions()
    {
        using var scope = NewDisposeScope();
        var image = randn(2, 3, 8, 8).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.Equal([192L, 1, 24, 3], image.stride());
        Assert.Equal([192L, 1, 24, 3], image.to(ScalarType.Float64).stride());
        Assert.Equal([192L, 1, 24, 3], image.clone().stride());
        Assert.Equal([192L, 1, 24, 3], (image + 1).relu().stride());
        using var conv = nn.Conv2d(3, 4, 3, padding: 1);
        Assert.Equal(1, conv.call(image).stride(1));
        using var pool = nn.MaxPool2d(2);
        Assert.Equal(1, pool.call(image).stride(1));
    }

    [Fact]
    public void Assignment_through_an_index_writes_into_the_tensor()
    {
        using var scope = NewDisposeScope();
        var grid = zeros(3, 4);
        grid[1] = ones(4);
        grid[0, 2] = tensor(5f);
        grid[TensorIndex.Colon, TensorIndex.Single(-1)] = full(3L, 9f);
        grid[grid == 5] = tensor(6f);
        Assert.Equal([0f, 0, 6, 9, 1, 1, 1, 9, 0, 0, 0, 9], grid.data<float>().ToArray());
    }

    [Fact]
    public void In_place_operations_return_the_tensor_itself()
    {
        using var value = ones(2);
        Assert.Same(value, value.add_(1).mul_(3).clamp_(0, 5));
        Assert.Equal([5f, 5], value.data<float>().ToArray());
    }

    [Fact]
    public void Conversions_share_memory_where_nothing_changes()
    {
        using var original = zeros(3);
        using var same = original.to(ScalarType.Float32);
        using var other = original.to(ScalarType.Float64);
        original.fill_(2);
        Assert.Equal(2f, same[0].item<float>());
        Assert.Equal(0.0, other[0].item<double>());
    }

    [Fact]
    public void Saved_tensors_load_again()
    {
        using var scope = NewDisposeScope();
        string file = Path.GetTempFileName();
        try
        {
            var value = randn(2, 3).t();
            save(value, file);
            var loaded = load(file);
            Assert.Equal([3L, 2], loaded.shape);
            Assert.True(loaded.allclose(value, rtol: 0, atol: 0));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_wrong_shape_is_an_exception_that_says_so()
    {
        using var value = zeros(6);
        var error = Assert.Throws<ExternalException>(() => value.view(4));
        Assert.Contains("[4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_tensor_says_that_it_is_empty()
    {
        var value = zeros(1);
        value.Dispose();
        Assert.True(value.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => value.abs());
    }

    [Fact]
    public void Devices_are_parsed_and_printed()
    {
        Assert.Equal(DeviceType.CUDA, device("cuda:1").type);
        Assert.Equal(1, device("cuda:1").index);
        Assert.Equal("cpu", CPU.ToString());
        Assert.Equal("cuda:1", device("cuda:1").ToString());
        using var value = zeros(1);
        Assert.Equal(DeviceType.CPU, value.device_type);
        Assert.True(cuda.device_count() >= 0);
        if (!cuda.is_available()) Assert.Throws<InvalidOperationException>(() => zeros(1, device: CUDA));
    }
}
