using System.Text;
using System.Text.Json;
using Cifar.Pipelines.Evaluation;
using Cifar.Pipelines.Tests.Comparison;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Pipelines;

/// <summary>What an evaluation leaves on the disk.</summary>
public sealed class EvaluationFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Per_image_results_come_back_from_CSV_with_any_file_name()
    {
        string[] files = ["plain.png", "with, comma.png", "with \"quotes\".png", "with\nline end.png"];
        float[][] scores = [[0.7f, 0.2f, 0.1f], [0.1f, 0.2f, 0.7f], [0.3f, 0.3f, 0.4f], [0.25f, 0.5f, 0.25f]];
        var report = EvaluationFixture.Evaluate([0, 1, 2, 1], scores, new ImageEvaluationOptions { Resamples = 0, Files = files });
        using var csv = new MemoryStream();
        report.Images.WriteCsv(csv);
        csv.Position = 0;
        var back = ImageResults.ReadCsv(csv, report.Classes);
        Assert.Equal(report.Images.Select(JsonOf), back.Select(JsonOf));
        Assert.Equal(files, back.Select(image => image.File));
    }

    [Fact]
    public void JSON_lines_are_one_object_an_image()
    {
        var report = EvaluationFixture.Evaluate([0, 1], [[0.75f, 0.25f], [0.75f, 0.25f]]);
        using var stream = new MemoryStream();
        report.Images.WriteJsonLines(stream);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
        Assert.Equal([true, false], lines.Select(line => line.GetProperty("correct").GetBoolean()));
        Assert.Equal(-Math.Log(0.25), lines[1].GetProperty("loss").GetDouble(), 1e-9);
        Assert.Equal(0.75, lines[0].GetProperty("top")[0].GetProperty("probability").GetDouble());
    }

    [Fact]
    public void An_evaluation_comes_back_from_its_folder()
    {
        var written = EvaluationFolder.Write(folder[""], SyntheticRuns.Record("a", [0, 1, 1], [0, 1, 0]));
        var (record, images) = EvaluationFolder.Read(folder[""]);
        Assert.Equal(written.ToJson(), record.ToJson());
        Assert.Equal([0, 1, 0], images.Select(image => image.Predicted));
        Assert.DoesNotContain("NaN", written.ToJson(), StringComparison.Ordinal);

        // Evaluations of earlier versions do not know their model.
        string path = folder[EvaluationFolder.EvaluationFile];
        File.WriteAllText(path, File.ReadAllText(path).Replace("  \"modelSha256\": null,\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain("modelSha256", File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllBytes(folder["model.zip"], [1]);
        Assert.Equal(written.ToJson(), EvaluationFolder.Read(folder[""]).Record.ToJson());
    }

    [Fact]
    public void Missing_and_damaged_files_are_refused_by_name()
    {
        string path = folder[""];
        Assert.Throws<DirectoryNotFoundException>(() => EvaluationFolder.Read(Path.Combine(path, "none")));
        Assert.Contains("cifar evaluate", Assert.Throws<FileNotFoundException>(() => EvaluationFolder.Read(path)).Message, StringComparison.Ordinal);

        EvaluationFolder.Write(path, SyntheticRuns.Record("a", [0, 1, 1], [0, 1, 0]));
        string predictions = Path.Combine(path, EvaluationFolder.PredictionsFile), evaluation = Path.Combine(path, EvaluationFolder.EvaluationFile);
        string whole = File.ReadAllText(evaluation);
        void Refused(string file)
        {
            Assert.Contains(file, Assert.Throws<InvalidDataException>(() => EvaluationFolder.Read(path)).Message, StringComparison.Ordinal);
        }

        File.AppendAllText(predictions, "3,,0,0,1,0,class 0,class 0,0,1,1,0\n");
        Refused(predictions);
        File.WriteAllText(evaluation, whole[..(whole.Length / 2)]);
        Refused(evaluation);
        File.WriteAllText(evaluation, whole.Replace("\"format\": 1", "\"format\": 99", StringComparison.Ordinal));
        Refused(evaluation);
        File.WriteAllText(evaluation, "null");
        Refused(evaluation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("row,file\n")]
    [InlineData("HEADER\n0,,0,0,1,0,a,b,0,1,1\n")]
    [InlineData("HEADER\n0,,9,0,1,0,a,b,0,1,1,0\n")]
    [InlineData("HEADER\n0,,0,0,1,NaN,a,b,0,1,1,0\n")]
    [InlineData("HEADER\n0,\"open\n")]
    public void Damaged_predictions_are_refused(string text)
    {
        text = text.Replace("HEADER", "row,file,label,predicted,correct,loss,labelName,predictedName,class1,probability1,class2,probability2", StringComparison.Ordinal);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.Throws<InvalidDataException>(() => ImageResults.ReadCsv(stream, EvaluationFixture.Classes(2)));
    }

    private static string JsonOf(ImageResult image) => JsonSerializer.Serialize(image);
}
