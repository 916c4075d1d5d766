using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class Cifar100Tests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_set_of_another_size_is_not_taken_for_CIFAR_100()
    {
        CifarBinary.Save(temporary.Root, Cifar100Split.Train, SyntheticImages.Generate(Cifar100Split.Train, 100));
        string message = Assert.Throws<InvalidDataException>(() => Cifar100.Load(temporary.Root, Cifar100Split.Train)).Message;
        Assert.Contains(temporary["train.bin"], message);
        Assert.Contains("307,400 bytes, expected 153,700,000", message);
        Assert.Contains("50,000 records", message);
    }

    [Fact]
    public void A_set_of_other_classes_is_not_taken_for_CIFAR_100()
    {
        SmallSets.Save(temporary.Root);
        Assert.Contains("has 4 names, expected 100", Assert.Throws<InvalidDataException>(() => Cifar100.Load(temporary.Root, Cifar100Split.Train)).Message);
    }

    [Fact]
    public void Verify_lists_all_four_files_and_what_is_wrong_with_each()
    {
        temporary.Write(new byte[100], "train.bin");
        temporary.Write(new byte[30_740_000], "test.bin");
        temporary.Write([.. "apple\n"u8], "fine_label_names.txt");
        IReadOnlyList<Cifar100FileCheck> checks = Cifar100.Verify(temporary.Root);
        Assert.Equal(["train.bin", "test.bin", "fine_label_names.txt", "coarse_label_names.txt"], checks.Select(check => check.File));
        Assert.All(checks, check => Assert.False(check.Ok));
        Assert.Contains("has 100 bytes, expected 153,700,000", checks[0].Problem);
        Assert.Contains("has SHA-256", checks[1].Problem);
        Assert.Contains("has SHA-256", checks[2].Problem);
        Assert.Contains("is missing", checks[3].Problem);
        Assert.Null(checks[3].Bytes);
    }

    [Fact]
    public void The_cache_is_where_XDG_says_and_relative_values_do_not_count()
    {
        string inHome = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "mlnetcifar", "cifar-100-binary");
        Assert.Equal(temporary["mlnetcifar", "cifar-100-binary"], Cifar100.CacheFolderIn(Variables(null, temporary.Root)));
        Assert.Equal(inHome, Cifar100.CacheFolderIn(Variables(null, null)));
        Assert.Equal(inHome, Cifar100.CacheFolderIn(Variables(null, "relative")));
        Assert.Equal(inHome, Cifar100.CacheFolderIn(Variables(null, "")));
    }

    [Fact]
    public void The_variable_comes_before_the_cache()
    {
        SmallSets.Save(temporary["mine"]);
        SmallSets.Save(temporary["cache", "mlnetcifar", "cifar-100-binary"]);
        Assert.Equal(temporary["mine"], Cifar100.Find(Variables(temporary["mine"], temporary["cache"])));
        Assert.Equal(temporary["cache", "mlnetcifar", "cifar-100-binary"], Cifar100.Find(Variables(null, temporary["cache"])));
        Assert.Null(Cifar100.Find(Variables(null, temporary["empty"])));
    }

    [Fact]
    public void A_variable_that_leads_nowhere_is_an_error_and_no_reason_to_download()
    {
        Assert.Contains("CIFAR_DATA", Assert.Throws<DirectoryNotFoundException>(() => Cifar100.Find(Variables(temporary["nowhere"], null))).Message);
        SmallSets.Save(temporary["mine"]);
        File.Delete(temporary["mine", "test.bin"]);
        Assert.Contains("has no test.bin", Assert.Throws<FileNotFoundException>(() => Cifar100.Find(Variables(temporary["mine"], null))).Message);
    }

    [Fact]
    public void Locating_downloads_into_the_cache_once()
    {
        byte[] archive = ArchiveBuilder.TarGz(ArchiveBuilder.Good());
        var server = new ScriptedServer(archive);
        var download = new Cifar100Download(server, ArchiveBuilder.Origin(archive));
        string expected = temporary["cache", "mlnetcifar", "cifar-100-binary"];
        Assert.Equal(expected, Cifar100.Locate(Variables(null, temporary["cache"]), download, null, default));
        Assert.Equal(expected, Cifar100.Locate(Variables(null, temporary["cache"]), download, null, default));
        Assert.Single(server.Requests);
        Assert.Equal(4, CifarBinary.Load(expected, Cifar100Split.Test).Count);
    }

    static Func<string, string?> Variables(string? data, string? cache) => name => name switch
    {
        "CIFAR_DATA" => data,
        "XDG_CACHE_HOME" => cache,
        _ => null,
    };
}
