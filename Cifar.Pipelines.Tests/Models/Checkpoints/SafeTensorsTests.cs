using System.Globalization;
using System.Text.Json;
using Cifar.Models.Weights;
using Cifar.Pipelines.Tests.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Cifar.Pipelines.Tests.Models.Checkpoints;

/// <summary>Files written by NumPy are the witness: benchmarks/peers/make_safetensors_fixtures.py.</summary>
[Collection(TorchTests.Name)]
public sealed class SafeTensorsTests : IDisposable
{
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "safetensors", "all-types.safetensors");

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_file_from_Python_holds_the_same_numbers_here()
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(Fixture, ".json")));
        using SafeTensorsFile file = SafeTensors.Open(Fixture);
        Assert.Equal("numpy", file.Metadata["producer"]);
        var tensors = expected.RootElement.GetProperty("tensors").EnumerateObject().ToList();
        Assert.Equal(tensors.Select(one => one.Name), file.Tensors.Select(one => one.Name));
        foreach (JsonProperty one in tensors)
        {
            Tensor tensor = file.Load(one.Name);
            Assert.Equal(one.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.shape);
            Assert.Equal(one.Value.GetProperty("values").EnumerateArray().Select(value => value.GetString()!).Select(Number), Numbers(tensor));
        }
    }

    [Fact]
    public void The_same_tensors_give_the_bytes_that_Python_wrote()
    {
        using SafeTensorsFile file = SafeTensors.Open(Fixture);
        var backwards = file.LoadAll().Reverse().ToDictionary();
        SafeTensors.Write(folder["again.safetensors"], backwards, file.Metadata.Reverse().ToDictionary());
        Assert.Equal(File.ReadAllBytes(Fixture), File.ReadAllBytes(folder["again.safetensors"]));
    }

    [Fact]
    public void Any_memory_layout_is_written_in_the_order_of_its_shape()
    {
        Tensor image = rand(2, 3, 4, 5);
        var tensors = new Dictionary<string, Tensor>
        {
            ["transposed"] = image.transpose(1, 3),
            ["channels-last"] = image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
            ["expanded"] = rand(1, 4).expand(3, 4),
            ["sliced"] = image[TensorIndex.Slice(1), TensorIndex.Slice(null, null, 2)],
            ["learnt"] = nn.Parameter(rand(3)),
            ["number"] = tensor(2.5f),
        };
        SafeTensors.Write(folder["x"], tensors);
        var read = SafeTensors.Read(folder["x"]);
        Assert.Equal(tensors.Count, read.Count);
        Assert.All(tensors, pair => Assert.True(pair.Value.equal(read[pair.Key]).all().item<bool>() && pair.Value.shape.SequenceEqual(read[pair.Key].shape)));
        Assert.True(tensors["learnt"].requires_grad);
    }

    [Fact]
    public void A_tensor_larger_than_the_buffer_survives()
    {
        Tensor large = randint(0, 256, new long[] { 3_000_001 }, ScalarType.Byte);
        SafeTensors.Write(folder["x"], new Dictionary<string, Tensor> { ["large"] = large });
        Assert.True(SafeTensors.Read(folder["x"])["large"].equal(large).all().item<bool>());
    }

    [Fact]
    public void Every_tensor_starts_at_a_multiple_of_its_element_size()
    {
        using SafeTensorsFile file = SafeTensors.Open(Fixture);
        Assert.All(file.Tensors, one => Assert.Equal(0, one.Offset % one.Type.ElementSize()));
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(Fixture)) % 8);
    }

    [Fact]
    public void An_empty_file_of_no_tensors_can_be_written_and_read()
    {
        SafeTensors.Write(folder["x"], new Dictionary<string, Tensor>());
        Assert.Empty(SafeTensors.Read(folder["x"]));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused_and_leaves_no_file()
    {
        Tensor complex = zeros(2, dtype: ScalarType.ComplexFloat32);
        Assert.Contains("'z'", Refusal("z", complex), StringComparison.Ordinal);
        Assert.Contains("__metadata__", Refusal("__metadata__", rand(2)), StringComparison.Ordinal);
        Assert.Empty(folder.Contents());

        string Refusal(string name, Tensor tensor) =>
            Assert.Throws<ArgumentException>(() => SafeTensors.Write(folder["x"], new Dictionary<string, Tensor> { [name] = tensor })).Message;
    }

    [Fact]
    public void A_wrong_name_is_answered_with_the_nearest()
    {
        using SafeTensorsFile file = SafeTensors.Open(Fixture);
        string message = Assert.Throws<ArgumentException>(() => file.Load("conv.weigth")).Message;
        Assert.Contains("conv.weight", message, StringComparison.Ordinal);
    }

    private static double Number(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static double[] Numbers(Tensor tensor) => tensor.to(ScalarType.Float64).reshape(-1).data<double>().ToArray();
}
