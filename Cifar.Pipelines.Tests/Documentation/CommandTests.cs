using System.CommandLine;
using Cifar.Cli.Parsing;
using Cifar.Cli.Verbs;

namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>What the pages tell a reader to type is understood by the command line of today.</summary>
public sealed class CommandTests
{
    public static readonly TheoryData<string> Pages = [.. DocPage.Instructions];

    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    [Theory, MemberData(nameof(Pages))]
    public void Commands_are_understood(string page)
    {
        var wrong = DocCommand.Of(page).Where(command => command.Arguments is not null)
            .Select(command => (command, Complaint: WrongUsage.Find(Root.Create().Parse(command.Arguments!, Parser))))
            .Where(each => each.Complaint is not null);
        Faults.None(wrong.Select(each => $"{each.command}: {each.Complaint}"));
    }

    [Theory, MemberData(nameof(Pages))]
    public void Commands_named_in_running_text_exist(string page)
    {
        var wrong = from span in DocPage.Read(page).Spans()
                    let words = ShellLine.Words(span.Code)
                    where words is ["cifar" or "./cifar", _, ..]
                    let complaint = WrongUsage.Find(Root.Create().Parse(words[1..], Parser))
                    where complaint?.StartsWith("there is no", StringComparison.Ordinal) == true
                    select $"{page}:{span.Line}: {span.Code}: {complaint}";
        Faults.None(wrong);
    }

    [Theory, MemberData(nameof(Pages))]
    public void Scripts_and_projects_are_there(string page)
    {
        var missing = from command in DocCommand.Of(page)
                      let project = command.Words.SkipWhile(word => word != "--project").Skip(1).FirstOrDefault()
                      from file in new[] { project, command.Words[0].Contains('/') ? command.Words[0] : null }
                      where file is not null && !Path.IsPathRooted(file) && !file.StartsWith('~')
                      where !File.Exists(Path.Combine(Repository.Root, file)) && !Directory.Exists(Path.Combine(Repository.Root, file))
                      select $"{command}: {file} is not there";
        Faults.None(missing);
    }
}
