using System.Text;

namespace Cifar.Pipelines.Evaluation;

/// <summary>Splits comma-separated text into fields as RFC 4180 says; quoted fields may hold commas, quotes and line ends.</summary>
internal sealed class CsvLines(TextReader reader)
{
    private readonly StringBuilder quoted = new();

    /// <summary>Number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The fields of the next line; null at the end.</summary>
    public List<string>? Next()
    {
        if (reader.ReadLine() is not { } line)
        {
            return null;
        }

        Number++;
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return [.. line.Split(',')];
        }

        List<string> fields = [];
        for (int i = 0; i <= line.Length;)
        {
            if (i == line.Length || line[i] != '"')
            {
                int end = line.IndexOf(',', i) is >= 0 and var comma ? comma : line.Length;
                fields.Add(line[i..end]);
                i = end + 1;
            }
            else
            {
                fields.Add(ReadQuoted(ref line, ref i));
                i++;
            }
        }

        return fields;
    }

    // From the opening quote to behind the closing one, over as many lines as it takes.
    private string ReadQuoted(ref string line, ref int i)
    {
        quoted.Clear();
        i++;
        while (true)
        {
            int quote = line.IndexOf('"', i);
            if (quote < 0)
            {
                quoted.Append(line, i, line.Length - i).Append('\n');
                line = reader.ReadLine() ?? throw new InvalidDataException($"Line {Number} has a quote that is never closed.");
                Number++;
                i = 0;
            }
            else if (quote + 1 < line.Length && line[quote + 1] == '"')
            {
                quoted.Append(line, i, quote + 1 - i);
                i = quote + 2;
            }
            else
            {
                quoted.Append(line, i, quote - i);
                i = quote + 1;
                return quoted.ToString();
            }
        }
    }
}
