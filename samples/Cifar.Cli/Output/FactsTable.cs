using Spectre.Console;

namespace Cifar.Cli.Output;

/// <summary>Names with values, one a line.</summary>
internal static class FactsTable
{
    public static Table Create(string title, IEnumerable<(string Name, string? Value)> facts)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(Screen.Plain(title)), Style.Plain), ShowHeaders = false };
        table.AddColumn("").AddColumn("");
        foreach (var (name, value) in facts.Where(fact => fact.Value is not null))
        {
            table.AddRow(new Text(Screen.Plain(name)), new Text(Screen.Plain(value!)));
        }

        return table;
    }
}
