using Cifar.Pipelines.Tests.CommandLine;

namespace Cifar.Pipelines.Tests.Distributed;

public sealed class RankUsageTests
{
    [Theory]
    [InlineData("--rank is missing", "--world-size", "2", "--master", "localhost:29500")]
    [InlineData("--world-size is missing", "--rank", "0", "--master", "localhost:29500")]
    [InlineData("--master is missing", "--world-size", "2", "--rank", "0")]
    [InlineData("--master: 'localhost' is no place to meet", "--world-size", "2", "--rank", "0", "--master", "localhost")]
    [InlineData("--rank is 2; of 2 ranks it must be 0 to 1", "--world-size", "2", "--rank", "2", "--master", "localhost:29500")]
    [InlineData("--timeout is 1 s", "--world-size", "2", "--rank", "0", "--master", "localhost:29500", "--timeout", "1")]
    [InlineData("--processes is 0; it must be at least 1", "--processes", "0")]
    [InlineData("--rank is for processes that you start yourself", "--processes", "2", "--rank", "0")]
    [InlineData("--interface is for processes that you start yourself", "--processes", "2", "--interface", "eth0")]
    [InlineData("--lr-scaling is 'cubic'", "--lr-scaling", "cubic")]
    public async Task Options_that_do_not_fit_together_are_refused_before_any_work(string expected, params string[] options) =>
        Assert.Contains(expected, (await CliRun.Of(["train", "--data", "synthetic:100,10", .. options])).FailsWith(2), StringComparison.Ordinal);
}
