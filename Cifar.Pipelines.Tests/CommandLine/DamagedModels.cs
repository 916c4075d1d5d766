using System.IO.Compression;
using System.Text;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Model files that are none, or none any more.</summary>
static class DamagedModels
{
    public static IEnumerable<DamagedInput> Truncated(TemporaryFolder folder, string model, string onnx) =>
        from file in new[] { model, onnx }
        from share in new[] { 0.001, 0.1, 0.5, 0.9, 0.999 }
        select Info(folder.Write(Damage.CutTo(File.ReadAllBytes(file), share), $"cut-{share}-{Path.GetFileName(file)}"));

    public static IEnumerable<DamagedInput> BitFlipped(TemporaryFolder folder, string model, string onnx, string image) =>
        from file in new[] { model, onnx }
        from seed in Enumerable.Range(0, 10)
        let damaged = folder.Write(Damage.FlipBits(File.ReadAllBytes(file), seed), $"flipped-{seed}-{Path.GetFileName(file)}")
        select new DamagedInput(Path.GetFileName(damaged), ["predict", "--model", damaged, image], MayWork: true);

    public static IEnumerable<DamagedInput> NoModels(TemporaryFolder folder, string image)
    {
        byte[] text = Encoding.UTF8.GetBytes("not a model");
        foreach (string extension in new[] { ".zip", ".onnx" })
        {
            yield return Info(folder.Write([], "empty" + extension));
            yield return Info(folder.Write(text, "text" + extension));
            yield return Info(folder.Write(File.ReadAllBytes(image), "picture" + extension));
            yield return Info(folder.Write(Damage.Noise(10_000, seed: 4), "noise" + extension));
            yield return Info(folder["missing" + extension]);
        }

        yield return Info(folder.Write(Zip([]), "nothing-in-it.zip"));
        yield return Info(folder.Write(Zip([("readme.txt", text)]), "letters.zip"));
        yield return Info(folder.Write(Zip([("[Content_Types].xml", text), ("word/document.xml", text)]), "document.zip"));
        yield return Info(folder.Write(Zip([("../../evil.txt", text)]), "upwards.zip"));
        yield return Info(folder.Write(Zip([(DamagedArchives.Outside, text)]), "absolute.zip"));
        yield return Info(folder.Write(ArchiveBuilder.TarGz(ArchiveBuilder.Good()), "archive.zip"));
    }

    /// <summary>The model with each of its parts in turn left out, emptied and replaced by noise, and with parts added that would leave the folder.</summary>
    public static IEnumerable<DamagedInput> ForeignParts(TemporaryFolder folder, string model, string image)
    {
        (string Name, byte[] Bytes)[] parts = Unzip(model);
        for (int i = 0; i < Math.Min(parts.Length, 8); i++)
        {
            // The schema of the training rows is for whoever asks for it; predicting does not need it.
            yield return Predict($"without-{i}.zip", [.. parts[..i], .. parts[(i + 1)..]]) with { MayWork = parts[i].Name == "Schema" };
            yield return Predict($"emptied-{i}.zip", [.. parts[..i], (parts[i].Name, []), .. parts[(i + 1)..]]);
            yield return Predict($"noise-{i}.zip", [.. parts[..i], (parts[i].Name, Damage.Noise(parts[i].Bytes.Length, seed: i)), .. parts[(i + 1)..]]);
        }

        foreach (string name in new[] { "../evil.txt", DamagedArchives.Outside, "..\\evil.txt", parts[0].Name })
            yield return Predict($"added-{parts.Length}-{Math.Abs(name.Length)}.zip", [.. parts, (name, Encoding.UTF8.GetBytes("evil"))]) with { MayWork = true };

        DamagedInput Predict(string name, (string Name, byte[] Bytes)[] content)
        {
            string damaged = folder.Write(Zip(content), name);
            return new DamagedInput(name, ["predict", "--model", damaged, image]);
        }
    }

    static DamagedInput Info(string file) => new(Path.GetFileName(file), ["info", file]);

    static byte[] Zip((string Name, byte[] Bytes)[] parts)
    {
        var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var part in parts)
            {
                using Stream entry = archive.CreateEntry(part.Name, CompressionLevel.Fastest).Open();
                entry.Write(part.Bytes);
            }
        }

        return bytes.ToArray();
    }

    static (string Name, byte[] Bytes)[] Unzip(string model)
    {
        using ZipArchive archive = ZipFile.OpenRead(model);
        return [.. archive.Entries.Select(entry =>
        {
            using Stream part = entry.Open();
            var bytes = new MemoryStream();
            part.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        })];
    }
}
