using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Cifar.Pipelines.Tests.Torch;

public sealed class StateFileTests
{
    static readonly JsonElement Fixture = TorchFixture.Read("state");
    static readonly byte[] Dat = Convert.FromHexString(Fixture.GetProperty("dat").GetString()!);

    static Sequential Network() => Sequential(Conv2d(3, 4, 3), BatchNorm2d(4), ReLU(), Flatten(), Linear(4 * 9, 5));

    [Fact]
    public void A_file_written_by_PyTorch_loads_and_predicts_the_same()
    {
        using var network = Network();
        var loaded = new Dictionary<string, bool>();
        network.load(new MemoryStream(Dat), loadedParameters: loaded);
        network.eval();
        using var scope = NewDisposeScope();
        TorchFixture.AssertClose(Fixture.GetProperty("output"), network.call(Fixture.GetProperty("input").ToTensor()));
        Assert.Equal(Fixture.GetProperty("names").EnumerateArray().Select(name => name.GetString()), loaded.Keys);
    }

    [Fact]
    public void Saving_gives_the_same_bytes_again()
    {
        using var network = Network();
        network.load(new MemoryStream(Dat));
        var file = new MemoryStream();
        network.save(file);
        Assert.Equal(Dat, file.ToArray());
    }

    [Fact]
    public void Another_architecture_is_refused_unless_loading_is_lenient()
    {
        using var other = Sequential(Conv2d(3, 4, 3));
        Assert.Throws<ArgumentException>(() => other.load(new MemoryStream(Dat)));
        var loaded = new Dictionary<string, bool>();
        other.load(new MemoryStream(Dat), strict: false, loadedParameters: loaded);
        Assert.True(loaded["0.weight"]);
        Assert.False(loaded["4.bias"]);
    }

    [Fact]
    public void Skipped_entries_keep_their_values()
    {
        using var network = Network();
        double[] before = network.get_parameter("4.weight")!.Numbers();
        network.load(new MemoryStream(Dat), skip: ["4.weight"]);
        Assert.Equal(before, network.get_parameter("4.weight")!.Numbers());
    }

    [Fact]
    public void State_dictionaries_copy_from_network_to_network()
    {
        using var from = Network();
        using var to = Network();
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.All(from.named_parameters().Zip(to.named_parameters()), pair => Assert.Equal(pair.First.parameter.Numbers(), pair.Second.parameter.Numbers()));
        var partial = from.state_dict();
        partial.Remove("0.bias");
        Assert.Throws<InvalidOperationException>(() => to.load_state_dict(partial));
    }

    [Fact]
    public void A_cut_file_is_an_error()
    {
        using var network = Network();
        Assert.ThrowsAny<Exception>(() => network.load(new MemoryStream(Dat[..^20])));
    }
}
