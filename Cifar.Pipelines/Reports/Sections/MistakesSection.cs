using Cifar.Models.Data;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Plots;
using Cifar.Pipelines.Reports.Html;

namespace Cifar.Pipelines.Reports.Sections;

/// <summary>The images a model was most wrong about, and with the pictures at hand those it was rightly most sure about.</summary>
internal static class MistakesSection
{
    private const int Columns = 2, PicturesShown = 12;

    public static Markup Of(RunDetails run)
    {
        var report = run.Evaluation.Report;
        var names = report.Classes.Fine;
        var html = new HtmlBuilder();
        if (run.Pictures is { } pictures)
        {
            if (pictures.Count != report.Count)
            {
                throw new ArgumentException($"There are {pictures.Count:N0} pictures; {report.Count:N0} images were evaluated.", nameof(run));
            }

            var sure = report.Images.Where(image => image.Correct).OrderByDescending(image => image.Top[0].Probability).Take(PicturesShown);
            html.Add($"""
                <div class="charts">
                {Sheet(report.TopLosses.Take(PicturesShown), pictures, names, "Most wrong")}
                {Sheet(sure, pictures, names, "Right and most sure")}
                </div>
                """);
        }

        var table = new DataTable<ImageResult>("Images with the greatest loss")
            .Words("Image", image => image.File is { } file ? Path.GetFileName(file) : $"number {image.Row}")
            .Words("True class", image => names[image.Label])
            .Words("Predicted", image => names[image.Predicted])
            .Numbers("Probability of that", image => image.Top.Count > 0 ? image.Top[0].Probability : null, Show.Percent)
            .Numbers("Loss, nats", image => image.Loss, Show.Three)
            .Write(report.TopLosses);
        return html.Add($"{table}").ToMarkup();
    }

    public static ContactTile Tile(ImageResult image, LabeledImages pictures, IReadOnlyList<string> names) =>
        new(RgbPicture.Of(pictures, (int)image.Row), names[image.Label], [.. image.Top.Select(guess => (names[guess.Class], guess.Probability))]);

    private static Markup Sheet(IEnumerable<ImageResult> images, LabeledImages pictures, IReadOnlyList<string> names, string title)
    {
        ContactTile[] tiles =
        [
            .. images.Where(image => image.Row < pictures.Count).Select(image => Tile(image, pictures, names)),
        ];
        return tiles.Length == 0 ? new("") : Chart.Of(ContactSheet.Draw(tiles, Columns, title), "pictures wide");
    }
}
