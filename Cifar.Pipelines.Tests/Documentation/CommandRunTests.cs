using Cifar.Pipelines.Tests.CommandLine;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>The commands of a page do what the page says, in its order, in an empty folder, on generated images and for one epoch.</summary>
[Trait("Category", "Slow"), Collection(CurrentFolderTests.Name)]
public sealed class CommandRunTests(CommandStage stage) : IClassFixture<CommandStage>
{
    public static readonly TheoryData<string> Pages = [.. DocPage.Instructions.Where(page => DocCommand.Of(page).Any(CommandStage.IsRun))];

    [Theory, MemberData(nameof(Pages))]
    public async Task Commands_work(string page)
    {
        stage.Clear();
        foreach (var command in DocCommand.Of(page).Where(CommandStage.IsRun))
        {
            string[] arguments = stage.Prepare(command.Arguments!);
            CliRun run = await CliRun.Of(arguments);
            Assert.True(run.Code == 0, $"{command}\nas: cifar {string.Join(' ', arguments)}\nexit code {run.Code}:\n{run.Error}");
        }
    }
}
