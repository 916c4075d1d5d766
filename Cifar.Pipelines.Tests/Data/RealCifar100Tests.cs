using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

/// <summary>The real data set, where this machine has it; nothing is downloaded for a test.</summary>
public sealed class RealCifar100Tests
{
    static string Folder()
    {
        string? folder = Cifar100.Find();
        Skip.If(folder is null, "CIFAR-100 is neither in $CIFAR_DATA nor in the user cache (get it with: cifar data get).");
        return folder!;
    }

    [SkippableFact]
    public void The_files_are_the_official_ones()
    {
        IReadOnlyList<Cifar100FileCheck> checks = Cifar100.Verify(Folder());
        Assert.Equal(4, checks.Count);
        Assert.All(checks, check => Assert.True(check.Ok, check.Problem));
    }

    [SkippableFact]
    public void Training_and_test_images_load_balanced_and_with_the_same_classes()
    {
        string folder = Folder();
        LabeledImages train = Cifar100.Load(folder, Cifar100Split.Train), test = Cifar100.Load(folder, Cifar100Split.Test);
        Assert.Equal(50_000, train.Count);
        Assert.Equal(10_000, test.Count);
        Assert.Equal(train.Classes, test.Classes);
        Assert.All(train.Labels.CountBy(label => label), pair => Assert.Equal(500, pair.Value));
        Assert.All(test.CoarseLabels!.CountBy(label => label), pair => Assert.Equal(500, pair.Value));
    }

    /// <summary>Facts from the data set's page: which classes there are, and who belongs to whom.</summary>
    [SkippableFact]
    public void Names_and_superclasses_are_those_of_the_authors()
    {
        ClassLabels classes = Cifar100.Load(Folder(), Cifar100Split.Test).Classes;
        Assert.Equal("apple", classes.Fine[0]);
        Assert.Equal("worm", classes.Fine[99]);
        string[] Members(string group) => [.. classes.Fine.Where((_, i) => classes.Coarse![classes.CoarseOfFine![i]] == group)];
        Assert.Equal(["beaver", "dolphin", "otter", "seal", "whale"], Members("aquatic_mammals"));
        Assert.Equal(["baby", "boy", "girl", "man", "woman"], Members("people"));
        Assert.Equal(["lawn_mower", "rocket", "streetcar", "tank", "tractor"], Members("vehicles_2"));
    }

    [SkippableFact]
    public void A_copy_cut_short_by_one_byte_is_refused()
    {
        string folder = Folder();
        using var temporary = new TemporaryFolder();
        foreach (string name in new[] { "fine_label_names.txt", "coarse_label_names.txt" })
            File.Copy(Path.Combine(folder, name), temporary[name]);
        temporary.Write(File.ReadAllBytes(Path.Combine(folder, "test.bin"))[..^1], "test.bin");
        string message = Assert.Throws<InvalidDataException>(() => Cifar100.Load(temporary.Root, Cifar100Split.Test)).Message;
        Assert.Contains("30,739,999 bytes, expected 30,740,000", message);
    }

    [SkippableFact]
    public void Writing_the_test_images_gives_the_official_file_back()
    {
        string folder = Folder();
        using var temporary = new TemporaryFolder();
        CifarBinary.Save(temporary.Root, Cifar100Split.Test, Cifar100.Load(folder, Cifar100Split.Test));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "test.bin")), File.ReadAllBytes(temporary["test.bin"]));
        Assert.Equal([false, true, true, true], Cifar100.Verify(temporary.Root).Select(check => check.Ok));
    }
}
