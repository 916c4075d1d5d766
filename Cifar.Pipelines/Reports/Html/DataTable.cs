using System.Globalization;

namespace Cifar.Pipelines.Reports.Html;

/// <summary>A table that is sorted by a click on the name of a column. The first column names the row.</summary>
internal sealed class DataTable<T>(string caption)
{
    // Longer tables scroll by themselves, with the names of their columns in view.
    private const int ManyRows = 24;

    private readonly List<Column> columns = [];

    /// <summary>A column of words.</summary>
    public DataTable<T> Words(string title, Func<T, string> text)
    {
        columns.Add(new(title, null, row => new HtmlBuilder().Add($"{text(row)}").ToMarkup(), null, false));
        return this;
    }

    /// <summary>A column of numbers; rows without one come last however it is sorted.</summary>
    /// <param name="title">Name of the column.</param>
    /// <param name="value">The number.</param>
    /// <param name="text">How it is shown.</param>
    /// <param name="hint">What it means, for those who stay on the name of the column.</param>
    /// <param name="bar">Whether a bar shows it too; its numbers are shares 0..1.</param>
    public DataTable<T> Numbers(string title, Func<T, double?> value, Func<double, string> text, string? hint = null, bool bar = false)
    {
        columns.Add(new(title, hint, row => new HtmlBuilder().Add($"{(value(row) is { } number ? text(number) : Show.NotApplicable)}").ToMarkup(), value, bar));
        return this;
    }

    /// <summary>A column of HTML.</summary>
    public DataTable<T> Cells(string title, Func<T, Markup> cell)
    {
        columns.Add(new(title, null, cell, null, false));
        return this;
    }

    /// <summary>The table in a region that scrolls by itself where the page is narrow; nothing where there are no rows.</summary>
    public Markup Write(IEnumerable<T> rows)
    {
        T[] all = [.. rows];
        if (all.Length == 0)
        {
            return new("");
        }

        var html = new HtmlBuilder();
        html.Add($"""<div class="{(all.Length > ManyRows ? "scroll tall" : "scroll")}" tabindex="0" role="region" aria-label="{caption}"><table class="sortable"><caption>{caption}</caption><thead><tr>""");
        foreach (var column in columns)
        {
            html.Add($"""<th scope="col" aria-sort="none"{Title(column.Hint)}{Class(column)}><button type="button">{column.Title}</button></th>""");
        }

        html.Add($"</tr></thead><tbody>");
        foreach (var row in all)
        {
            html.Add($"<tr>");
            foreach (var (i, column) in columns.Index())
            {
                html.Add($"{Cell(column, row, first: i == 0)}");
            }

            html.Add($"</tr>");
        }

        return html.Add($"</tbody></table></div>").ToMarkup();
    }

    private static Markup Cell(Column column, T row, bool first)
    {
        var cell = new HtmlBuilder();
        if (first)
        {
            cell.Add($"""<th scope="row">{column.Content(row)}</th>""");
        }
        else if (column.Value is not { } value)
        {
            cell.Add($"""<td class="nowrap">{column.Content(row)}</td>""");
        }
        else
        {
            double? number = value(row);
            string sort = number is { } known ? string.Create(CultureInfo.InvariantCulture, $" data-sort=\"{known:R}\"") : "";
            string bar = column.Bar && number is { } share ? string.Create(CultureInfo.InvariantCulture, $" style=\"--share:{share:0.###}\"") : "";
            cell.Add($"""<td class="{(column.Bar ? "number bar" : "number")}"{new Markup(sort + bar)}>{column.Content(row)}</td>""");
        }

        return cell.ToMarkup();
    }

    private static Markup Title(string? hint) => hint is null ? new("") : new(new HtmlBuilder().Add($" title=\"{hint}\"").ToMarkup().Html.TrimEnd());

    private static Markup Class(Column column) => new(column.Value is null ? "" : " class=\"number\"");

    private sealed record Column(string Title, string? Hint, Func<T, Markup> Content, Func<T, double?>? Value, bool Bar);
}
