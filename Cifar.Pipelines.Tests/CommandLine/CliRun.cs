using System.Text.Json;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>One run of the command line, in process: its exit code and everything it wrote.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public static Task<CliRun> Of(params string[] args) => Of(new StringWriter(), CancellationToken.None, args);

    public static async Task<CliRun> Of(StringWriter error, CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter();
        int code = await Cifar.Cli.CommandLine.RunAsync(args, output, error, cancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The one JSON value on standard output; fails where there is anything beside it.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    /// <summary>The lines of an error must be for a person: one or two, no C#, nothing on standard output.</summary>
    public string FailsWith(int code)
    {
        Assert.True(code == Code, $"exit code {Code}, expected {code}; standard error:\n{Error}");
        Assert.Equal("", Output);
        string[] lines = Error.TrimEnd('\n').Split('\n');
        int first = Array.FindIndex(lines, line => line.StartsWith("cifar: error: ", StringComparison.Ordinal));
        Assert.True(first >= 0, Error);
        Assert.InRange(lines.Length - first, 1, 2);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", Error, StringComparison.Ordinal);
        return string.Join('\n', lines[first..]);
    }

    public CliRun Succeeds()
    {
        Assert.True(Code == 0, $"exit code {Code}; standard error:\n{Error}");
        return this;
    }
}
