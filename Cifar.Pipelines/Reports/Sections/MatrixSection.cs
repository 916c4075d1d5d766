using System.Text.Json;
using System.Text.Json.Serialization;
using Cifar.Models.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>The confusion matrix, drawn by the page's script: a pair is named where one points, taps or moves by the arrow keys.</summary>
internal static class MatrixSection
{
    public static Markup Of(ClassLabels classes, IReadOnlyList<(string Name, ImageClassificationReport Report)> runs)
    {
        var html = new HtmlBuilder().Add($"""<p class="quiet">Rows are true classes, columns predicted ones; the more a square stands out, the greater its share of the row. Point, tap or use the arrow keys.</p>""");
        html.Add($"""<div class="controls">""");
        if (runs.Count > 1)
        {
            html.Add($"""<label>Run <select id="matrix-run">""");
            foreach (var (name, _) in runs)
            {
                html.Add($"<option>{name}</option>");
            }

            html.Add($"</select></label>");
        }

        if (classes.Coarse is not null)
        {
            html.Add($"""<label>Order <select id="matrix-order"><option value="superclass">by superclass</option><option value="class">by class number</option></select></label>""");
        }

        var data = new MatrixData(classes.Fine, classes.CoarseOfFine, classes.Coarse, [.. runs.Select(run => new MatrixRun(run.Name, [.. run.Report.Confusion.Select(Sparse)]))]);

        // This encoder escapes the signs of HTML, so the text cannot end the element it stands in.
        var json = new Markup(JsonSerializer.Serialize(data, MatrixJson.Default.MatrixData));
        return html.Add($"""
            </div>
            <div class="matrix">
            <canvas id="matrix-canvas" tabindex="0" role="img" aria-label="Confusion matrix of {classes.Fine.Count} classes; the arrow keys name its pairs" aria-describedby="matrix-readout"></canvas>
            <div class="tip" id="matrix-tip" role="tooltip" hidden></div>
            </div>
            <p class="readout" id="matrix-readout" aria-live="polite"></p>
            <script type="application/json" id="matrix-data">{json}</script>
            """).ToMarkup();
    }

    // Column, count, column, count, …: most pairs never occur.
    private static int[] Sparse(IReadOnlyList<int> row) => [.. row.Index().Where(cell => cell.Item > 0).SelectMany(cell => new[] { cell.Index, cell.Item })];
}

/// <summary>What the script needs.</summary>
internal sealed record MatrixData(IReadOnlyList<string> Names, IReadOnlyList<int>? SuperclassOf, IReadOnlyList<string>? Superclasses, IReadOnlyList<MatrixRun> Runs);

/// <summary>The matrix of one run.</summary>
internal sealed record MatrixRun(string Name, IReadOnlyList<int[]> Rows);

/// <summary>How the script's data are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MatrixData))]
internal sealed partial class MatrixJson : JsonSerializerContext;
