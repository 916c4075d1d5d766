using Cifar.Models.Data;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.CommandLine;

/// <summary>Image sets with wrong sizes, labels or names, and folders that hold no pictures.</summary>
static class DamagedSets
{
    const string Train = "train.bin";
    const string Test = "test.bin";

    /// <summary>A whole set of the synthetic classes.</summary>
    public static string Whole(TemporaryFolder folder, string name)
    {
        string set = folder[name];
        CifarBinary.Save(set, Cifar100Split.Train, SyntheticImages.Generate(Cifar100Split.Train, 200));
        CifarBinary.Save(set, Cifar100Split.Test, SyntheticImages.Generate(Cifar100Split.Test, 100));
        return set;
    }

    public static IEnumerable<DamagedInput> Binary(TemporaryFolder folder, string model)
    {
        foreach (var (file, command) in new[] { (Test, "evaluate"), (Train, "train") })
        {
            foreach (var (name, damage) in Damages(file))
            {
                string set = Whole(folder, $"{command}-{name}");
                damage(set);
                yield return new(
                    $"{command}: {name}",
                    command == "train"
                        ? ["train", "--data", $"binary:{set}", "--epochs", "1", "--out", folder[$"{command}-{name}-out"]]
                        : ["evaluate", "--model", model, "--data", $"binary:{set}"]);
            }
        }
    }

    public static IEnumerable<DamagedInput> Folders(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["nothing"]);
        yield return Train("nothing");
        Directory.CreateDirectory(folder["no-pictures", "cat"]);
        Directory.CreateDirectory(folder["no-pictures", "dog"]);
        yield return Train("no-pictures");
        foreach (string name in new[] { "a.png", "b.png" })
        {
            folder.Write(DamagedImages.Sample("rgb8.png"), "one-broken", "cat", name);
            folder.Write(DamagedImages.Sample("rgb8.png")[..100], "one-broken", "dog", name);
        }

        yield return Train("one-broken");
        folder.Write(DamagedImages.Sample("rgb8.png"), "a-file.png");
        yield return Train("a-file.png");

        DamagedInput Train(string name) => new(name, ["train", "--data", "folder:" + folder[name], "--epochs", "1", "--out", folder[name + "-out"]]);
    }

    static IEnumerable<(string Name, Action<string> Damage)> Damages(string file)
    {
        const int record = CifarBinary.RecordBytes;
        foreach (int size in new[] { 0, 1, record - 1, record + 1, (50 * record) - 7 })
            yield return ($"{size} bytes", set => Resize(Path.Combine(set, file), size));
        yield return ("missing", set => File.Delete(Path.Combine(set, file)));
        yield return ("a folder", set => Replace(Path.Combine(set, file), path => Directory.CreateDirectory(path)));
        yield return ("class 255", set => SmallSets.Poke(Path.Combine(set, file), (7 * record) + 1, 255));
        yield return ("superclass 255", set => SmallSets.Poke(Path.Combine(set, file), 7 * record, 255));
        yield return ("another superclass", set => Contradict(Path.Combine(set, file)));
        yield return ("no names", set => File.Delete(Path.Combine(set, CifarBinary.FineNamesFile)));
        yield return ("empty names", set => File.WriteAllBytes(Path.Combine(set, CifarBinary.FineNamesFile), []));
        yield return ("too few names", set => File.WriteAllText(Path.Combine(set, CifarBinary.FineNamesFile), "ant\nbee\n"));
        yield return ("names of noise", set => File.WriteAllBytes(Path.Combine(set, CifarBinary.CoarseNamesFile), Damage.Noise(100_000, seed: 2)));
    }

    static void Resize(string path, int size)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(size);
    }

    static void Replace(string path, Action<string> create)
    {
        File.Delete(path);
        create(path);
    }

    // Two images of one class in two superclasses.
    static void Contradict(string path)
    {
        using var file = new FileStream(path, FileMode.Open);
        var labels = new byte[2];
        file.ReadExactly(labels);
        byte[] other = [(byte)((labels[0] + 1) % 20), labels[1]];
        file.Position = CifarBinary.RecordBytes;
        file.Write(other);
    }
}
