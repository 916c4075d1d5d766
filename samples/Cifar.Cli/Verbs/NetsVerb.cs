using System.CommandLine;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Models.Data;
using Cifar.Models.Networks;
using Spectre.Console;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar nets</c>: the networks there are, and the layers of one of them.</summary>
internal static class NetsVerb
{
    private const int Classes = 100;
    private const int Superclasses = 20;
    private const int Side = 32;

    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "Show the layers of this network; without it, all networks are listed.", Arity = ArgumentArity.ZeroOrOne };
        var diagram = new Option<string?>("--diagram") { Description = "Also draw the network into this SVG file.", HelpName = "FILE.svg" };
        var width = new Option<double>("--width") { Description = "Factor on the channels, for networks that have one.", HelpName = "FACTOR", DefaultValueFactory = _ => 1 };
        var heads = Choice.Option("--heads", "What the network tells apart: classes, or superclasses too", NetworkHeads.Fine.ToText(), [.. NetworkHeadsText.Words]);
        var command = new Command("nets", "Lists the networks, or shows the layers of one for 32x32 images of 100 classes.") { name, diagram, width, heads };
        command.SetAction(parsed =>
        {
            var screen = Root.ScreenOf(parsed);
            if (parsed.GetValue(name) is { } chosen)
            {
                var settings = Settings(parsed.GetValue(width), NetworkHeadsText.Parse(parsed.GetRequiredValue(heads)));
                return Show(chosen, settings, parsed.GetValue(diagram), screen);
            }

            return new Option[] { diagram, width, heads }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } option
                ? throw new UsageException($"{option.Name} needs the name of a network: cifar nets NAME {option.Name} …")
                : List(screen);
        });
        return command;
    }

    private static NetworkSettings Settings(double width, NetworkHeads heads)
    {
        try
        {
            return new NetworkSettings { Width = width, Heads = heads };
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }

    private static int List(Screen screen)
    {
        NetworkResult[] results = [.. NetworkCatalog.Entries.Select(NetsResults.Of)];
        if (screen.Json)
        {
            screen.WriteJson(results, NetsResults.Default.NetworkResultArray);
            return ExitCode.Done;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("Networks, for 32x32 images of 100 classes", Style.Plain) };
        table.AddColumn("name").AddColumn("parameters", column => column.RightAligned()).AddColumn("multiply-adds", column => column.RightAligned());
        table.AddColumn("what").AddColumn("default recipe");
        foreach (var result in results)
        {
            table.AddRow(
                new Text(result.Name), new Text($"{result.Parameters:N0}"), new Text($"{result.MultiplyAdds / 1e6:N1} M"), new Text(result.Reference), new Text(result.Recipe.ToText()));
        }

        screen.Write(table);
        return ExitCode.Done;
    }

    private static int Show(string name, NetworkSettings settings, string? diagram, Screen screen)
    {
        NetworkEntry entry = Find(name, settings);

        // For the size of a network it does not matter which classes make a superclass.
        int[] coarseOfFine = [.. Enumerable.Range(0, Classes).Select(i => i / (Classes / Superclasses))];
        using ImageNetwork network = entry.Build(settings, Classes, coarseOfFine, Side, Side);
        NetworkSummary summary = NetworkSummary.Of(network);
        if (diagram is not null)
        {
            AtomicFile.Write(diagram, stream => NetworkDiagram.Write(summary, entry.Name, stream));
        }

        if (screen.Json)
        {
            screen.WriteJson(NetsResults.Of(entry, settings, summary), NetsResults.Default.NetworkDetails);
            return ExitCode.Done;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape($"{entry.Name}: {entry.Reference}"), Style.Plain) };
        table.AddColumn("layer").AddColumn("type").AddColumn("output", column => column.RightAligned());
        table.AddColumn("parameters", column => column.RightAligned()).AddColumn("multiply-adds", column => column.RightAligned());
        foreach (var layer in summary.Layers)
        {
            table.AddRow(
                new Text(layer.Name), new Text(layer.Type), new Text(string.Join(" x ", layer.OutputShape)), new Text($"{layer.Parameters:N0}"), new Text($"{layer.MultiplyAdds:N0}"));
        }

        table.AddEmptyRow();
        table.AddRow(new Text("total"), new Text(""), new Text(""), new Text($"{summary.Parameters:N0}"), new Text($"{summary.MultiplyAdds:N0}"));
        screen.Write(table);
        if (diagram is not null)
        {
            screen.WriteLine($"The diagram is in {diagram}.");
        }

        return ExitCode.Done;
    }

    private static NetworkEntry Find(string name, NetworkSettings settings)
    {
        try
        {
            NetworkEntry entry = NetworkCatalog.Find(name);
            return settings.Width == 1 || entry.HasWidth
                ? entry
                : throw new UsageException(
                    $"{entry.Name} has no width that could be {settings.Width}. Networks with a width: {string.Join(", ", NetworkCatalog.Entries.Where(one => one.HasWidth).Select(one => one.Name))}.");
        }
        catch (ArgumentException error)
        {
            throw new UsageException(error.Message);
        }
    }
}
