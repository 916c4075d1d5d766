using Cifar.Cli.Verbs;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

public sealed class RunNamesTests
{
    [Theory]
    [InlineData("folder:some/photos/", "net-photos")]
    [InlineData("folder:photos", "net-photos")]
    [InlineData("binary:sets/small/", "net-small")]
    [InlineData("synthetic:300,100", "net-synthetic")]
    [InlineData("cifar100", "net-cifar100")]
    public void A_run_is_named_after_network_and_data(string data, string name) =>
        Assert.Equal(Path.Combine("runs", name), RunNames.Default("net", DataSource.Parse(data)));
}
