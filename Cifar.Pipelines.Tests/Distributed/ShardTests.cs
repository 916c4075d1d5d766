using Cifar.Cli.Parsing;
using Cifar.Pipelines.Tests.CommandLine;
using Cifar.Pipelines.Tests.Data;
using Cifar.Pipelines.Tests.Models;
using Cifar.Pipelines.Tests.Transfer;

namespace Cifar.Pipelines.Tests.Distributed;

/// <summary>Parts of a large job, put together, are the job.</summary>
[Collection(TorchTests.Name)]
public sealed class ShardTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("csv", 3)]
    [InlineData("jsonl", 7)]
    public async Task Predictions_of_all_parts_are_those_of_one_run_byte_for_byte(string format, int parts)
    {
        string pictures = Path.GetDirectoryName(Path.GetDirectoryName(run.Pictures[0]))!;
        byte[] whole = await Output($"whole.{format}", "predict", "--model", run.Onnx, pictures, "--top", "2");
        using var together = new MemoryStream();
        for (int part = 1; part <= parts; part++)
        {
            string[] arguments = ["predict", "--model", run.Onnx, pictures, "--top", "2", "--shard", $"{part}/{parts}"];
            byte[] one = await Output($"part{part}.{format}", arguments);
            Assert.Equal(one, await Output($"part{part}.{format}", arguments));
            together.Write(one);
        }

        Assert.Equal(whole, together.ToArray());
    }

    [Fact]
    public async Task Features_of_all_parts_are_those_of_one_run_byte_for_byte()
    {
        string backbone = folder.Write(SmallBackbone.Residual(), "backbone.onnx");
        string[] arguments = ["features", "--backbone", backbone, "--data", "synthetic:100,10", "--size", "32", "--cache", folder["cache"]];
        byte[] whole = await Output("whole", arguments);
        Assert.Equal(100 * SmallBackbone.Features * sizeof(float), whole.Length);
        byte[] first = await Output("first", [.. arguments, "--shard", "1/3"]), second = await Output("second", [.. arguments, "--shard", "2/3"]), third = await Output("third", [.. arguments, "--shard", "3/3"]);
        Assert.Equal<byte[]>(whole, [.. first, .. second, .. third]);
    }

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("1/0")]
    [InlineData("1")]
    [InlineData("-1/2")]
    [InlineData("1/100001")]
    public async Task Anything_but_a_part_is_refused(string shard) =>
        Assert.Contains($"--shard is '{shard}'", (await CliRun.Of("predict", "--model", run.Onnx, run.Pictures[0], "--format", "csv", "--shard", shard)).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public async Task A_table_has_no_parts() =>
        Assert.Contains("--out FILE", (await CliRun.Of("predict", "--model", run.Onnx, run.Pictures[0], "--shard", "1/2")).FailsWith(2), StringComparison.Ordinal);

    [Fact]
    public void Every_item_is_in_exactly_one_part_and_groups_stay_together()
    {
        foreach (int count in new[] { 0, 1, 31, 32, 33, 1000 })
        {
            foreach (int parts in new[] { 1, 2, 7, 40 })
            {
                Range[] ranges = [.. Enumerable.Range(1, parts).Select(part => new Shard(part, parts).RangeOf(count, 32))];
                Assert.Equal(Enumerable.Range(0, count), ranges.SelectMany(range => Enumerable.Range(0, count).Take(range)));
                Assert.All(ranges, range => Assert.True(range.Start.Value % 32 == 0 || range.Start.Value == count));
            }
        }
    }

    private async Task<byte[]> Output(string name, params string[] arguments)
    {
        (await CliRun.Of([.. arguments, "--out", folder[name]])).Succeeds();
        return await File.ReadAllBytesAsync(folder[name]);
    }
}
