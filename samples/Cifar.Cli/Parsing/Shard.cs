using System.CommandLine;
using System.Globalization;

namespace Cifar.Cli.Parsing;

/// <summary>The part of a large job that one machine does. The outputs of all parts, one after the other, are the output of the whole job.</summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Of">How many parts there are.</param>
internal readonly record struct Shard(int Number, int Of)
{
    private const int Most = 100_000;

    /// <summary>Whether headings belong here.</summary>
    public bool IsFirst => Number == 1;

    public static Option<Shard?> Option()
    {
        var option = new Option<Shard?>("--shard")
        {
            Description = "Do only part I of N of the work, such as 2/8. The outputs of all parts in order, put together with cat, are that of one run, byte for byte.",
            HelpName = "I/N",
            CustomParser = result =>
            {
                if (Parse(result.Tokens[0].Value) is { } shard)
                {
                    return shard;
                }

                result.AddError($"--shard is '{result.Tokens[0].Value}'; it must be I/N, from 1/N to N/N, with at most {Most} parts.");
                return null;
            },
        };
        return option;
    }

    /// <summary>The part's items: those from Start to before End.</summary>
    /// <param name="count">Items of the whole job.</param>
    /// <param name="group">Items that are never divided, because they are computed together.</param>
    public Range RangeOf(int count, int group = 1)
    {
        long groups = ((long)count + group - 1) / group;
        return (int)Math.Min(groups * (Number - 1) / Of * group, count)..(int)Math.Min(groups * Number / Of * group, count);
    }

    private static Shard? Parse(string text) =>
        text.Split('/') is [var number, var of]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int i) && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
        && i >= 1 && i <= n && n <= Most ? new Shard(i, n) : null;
}
