using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>How the portable stack treats files that are damaged, foreign or made to hurt; the packages have ways of their own.</summary>
public sealed class CorePortableModelFileTests : IDisposable
{
    readonly MLContext ml = new(seed: 1);
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetcifar-model-");

    public void Dispose() => folder.Delete(recursive: true);

    static void SkipOnThePackages() =>
        Skip.IfNot(typeof(MLContext).Assembly.GetName().Name!.StartsWith("MlNetCifar", StringComparison.Ordinal), "The format is that of the portable stack.");

    string PathOf(string name) => Path.Combine(folder.FullName, name);

    byte[] Saved()
    {
        IDataView data = ml.Data.LoadFromEnumerable(CoreNumberedRow.Rows(6).ToList());
        ITransformer model = ml.Transforms.Concatenate("Pair", "Value", "Value")
            .Append(ml.Transforms.Conversion.MapValueToKey("Key", "Group"))
            .Append(ml.Transforms.DropColumns("Pair"))
            .Fit(data);
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        return stream.ToArray();
    }

    [SkippableFact]
    public void A_failing_save_leaves_the_old_file_as_it_was()
    {
        SkipOnThePackages();
        string path = PathOf("model.zip");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => ml.Model.Save(new CoreDoubling(), null, path));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(folder.GetFiles());
    }

    [SkippableFact]
    public void A_model_cut_short_anywhere_is_refused_by_name()
    {
        SkipOnThePackages();
        byte[] whole = Saved();
        string path = PathOf("short.zip");
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ml.Model.Load(path, out _)).Message);
        }
    }

    [SkippableFact]
    public void A_model_with_a_wrong_bit_is_refused_or_unharmed()
    {
        SkipOnThePackages();
        byte[] whole = Saved();
        int refused = 0;
        for (int i = 0; i < whole.Length * 8; i += 5)
        {
            byte[] damaged = [.. whole];
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                ml.Model.Load(new MemoryStream(damaged), out _);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, whole.Length / 2, whole.Length * 8);
    }

    [SkippableTheory]
    [InlineData("TrainingInfo/Version.txt", "5.0.0", "ML.NET packages")]
    [InlineData("TrainingInfo/Version.txt", "MlNetCifar portable model, format 99", "newer")]
    [InlineData("readme.txt", "hello", "no model")]
    public void A_zip_of_something_else_is_called_what_it_is(string entry, string content, string says)
    {
        SkipOnThePackages();
        using (ZipArchive zip = ZipFile.Open(PathOf("other.zip"), ZipArchiveMode.Create))
        using (var writer = new StreamWriter(zip.CreateEntry(entry).Open()))
            writer.Write(content);
        var error = Assert.Throws<InvalidDataException>(() => ml.Model.Load(PathOf("other.zip"), out _));
        Assert.Contains(says, error.Message);
        Assert.Contains("other.zip", error.Message);
    }

    [SkippableFact]
    public void A_zip_that_unpacks_to_far_more_than_it_holds_is_refused_before_it_is_unpacked()
    {
        SkipOnThePackages();
        using (ZipArchive zip = ZipFile.Open(PathOf("bomb.zip"), ZipArchiveMode.Create))
        using (Stream bomb = zip.CreateEntry("TransformerChain/Model.key").Open())
            for (int i = 0; i < 96; i++)
                bomb.Write(new byte[1 << 20]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("times", Assert.Throws<InvalidDataException>(() => ml.Model.Load(PathOf("bomb.zip"), out _)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [SkippableFact]
    public void A_payload_with_a_wrong_byte_under_a_right_checksum_is_refused_or_unharmed()
    {
        SkipOnThePackages();
        byte[] model = Saved();
        string[] entries;
        using (var zip = new ZipArchive(new MemoryStream(model)))
            entries = [.. zip.Entries.Select(entry => entry.FullName)];
        var random = new Random(5);
        for (int i = 0; i < 400; i++)
        {
            byte[] hostile = Changed(model, entries[random.Next(entries.Length)], content =>
            {
                int at = random.Next(content.Length);
                content[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
                return random.Next(4) == 0 ? content[..at] : content;
            });
            try
            {
                ml.Model.Load(new MemoryStream(hostile), out _);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("cannot be loaded as a model", e.Message);
            }
        }
    }

    static byte[] Changed(byte[] model, string name, Func<byte[], byte[]> change)
    {
        using var changed = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(model)))
        using (var target = new ZipArchive(changed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (Stream stream = entry.Open())
                    stream.CopyTo(content);
                using Stream copy = target.CreateEntry(entry.FullName).Open();
                copy.Write(entry.FullName == name ? change(content.ToArray()) : content.ToArray());
            }
        }

        return changed.ToArray();
    }
}
