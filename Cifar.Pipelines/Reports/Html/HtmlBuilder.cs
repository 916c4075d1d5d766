using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Cifar.Pipelines.Reports.Html;

/// <summary>Collects HTML. What stands in the braces of an interpolated string is data and is escaped; only <see cref="Markup"/> is not.</summary>
internal sealed class HtmlBuilder
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new();

    public HtmlBuilder Add([InterpolatedStringHandlerArgument("")] ref Interpolation html)
    {
        html.End();
        return this;
    }

    public Markup ToMarkup() => new(text.ToString());

    /// <summary>The pieces of one interpolated string, on their way into a builder.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Interpolation(int literalLength, int formattedCount, HtmlBuilder builder)
    {
        private const int UsualValue = 16;

        private readonly StringBuilder text = builder.text.EnsureRoom(literalLength + (formattedCount * UsualValue));

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(string? value) => text.Append(Encoder.Encode(value ?? ""));

        public void AppendFormatted(Markup markup) => text.Append(markup.Html);

        public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

        public void End() => text.Append('\n');
    }
}

/// <summary>Room for what is to come.</summary>
internal static class StringBuilderRoom
{
    public static StringBuilder EnsureRoom(this StringBuilder text, int length)
    {
        text.EnsureCapacity(text.Length + length);
        return text;
    }
}
