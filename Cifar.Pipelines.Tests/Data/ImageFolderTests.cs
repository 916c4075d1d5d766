using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    void Add(params string[] parts) => temporary.Write([0], ["set", .. parts]);

    string Root => temporary["set"];

    string Failure() => Assert.Throws<InvalidDataException>(() => ImageFolder.Open(Root)).Message;

    [Fact]
    public void Classes_and_files_come_in_ordinal_order()
    {
        Add("zebra", "2.png");
        Add("zebra", "10.png");
        Add("Ape", "b.jpg");
        Add("Ape", "a.jpg");
        Add("mouse", "x.gif");
        ImageFolder folder = ImageFolder.Open(Root + Path.DirectorySeparatorChar);
        Assert.Equal(["Ape", "mouse", "zebra"], folder.Classes.Fine);
        Assert.Equal(["a.jpg", "b.jpg", "x.gif", "10.png", "2.png"], folder.Train.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal([0, 0, 1, 2, 2], folder.Train.Select(file => file.Label));
        Assert.Null(folder.Test);
        Assert.Equal(Root, folder.Root);
        Assert.All(folder.Train, file => Assert.True(Path.IsPathFullyQualified(file.Path)));
    }

    [Fact]
    public void Only_images_count_whatever_the_case_of_their_endings()
    {
        foreach (string name in new[] { "a.PNG", "b.jpg", "c.JPeg", "d.webp", "e.bmp", "f.gif", "notes.txt", "g.tiff", "png", ".hidden.png" })
            Add("cats", name);
        Add("dogs", "deeper", "still", "a.png");
        Add("dogs", ".thumbnails", "a.png");
        Add(".git", "a.png");
        ImageFolder folder = ImageFolder.Open(Root);
        Assert.Equal(["cats", "dogs"], folder.Classes.Fine);
        Assert.Equal(6, folder.Train.Count(file => file.Label == 0));
        Assert.EndsWith(Path.Combine("dogs", "deeper", "still", "a.png"), Assert.Single(folder.Train, file => file.Label == 1).Path);
    }

    [Fact]
    public void Train_and_test_folders_share_the_labels_of_train()
    {
        foreach (string name in new[] { "ape", "bee", "cat" })
            Add("train", name, "1.png");
        Add("test", "cat", "9.png");
        ImageFolder folder = ImageFolder.Open(Root);
        Assert.Equal(["ape", "bee", "cat"], folder.Classes.Fine);
        Assert.Equal(3, folder.Train.Count);
        Assert.Equal(2, Assert.Single(folder.Test!).Label);
    }

    [Fact]
    public void A_class_may_be_called_train()
    {
        Add("train", "1.png");
        Add("bus", "1.png");
        Assert.Equal(["bus", "train"], ImageFolder.Open(Root).Classes.Fine);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        Assert.Contains(Root, Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(Root)).Message);
        string file = temporary.Write([1], "file.png");
        Assert.Contains("is a file", Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Open(file)).Message);
    }

    [Fact]
    public void Images_without_class_folders_are_refused()
    {
        Add("a.png");
        Assert.Contains("has no folders", Failure());
    }

    [Fact]
    public void One_class_is_too_few()
    {
        Add("cats", "a.png");
        Assert.Contains("only one class, 'cats'", Failure());
    }

    [Fact]
    public void A_class_without_images_is_named()
    {
        Add("cats", "a.png");
        Add("dogs", "readme.txt");
        Assert.Contains(temporary["set", "dogs"], Failure());
    }

    [Fact]
    public void A_test_class_that_was_never_trained_is_named()
    {
        Add("train", "ape", "1.png");
        Add("train", "bee", "1.png");
        Add("test", "yak", "1.png");
        Assert.Contains("yak", Failure());
    }

    [Fact]
    public void Folders_beside_train_and_test_are_refused()
    {
        Add("train", "ape", "1.png");
        Add("train", "bee", "1.png");
        Add("extra", "1.png");
        Assert.Contains("extra/", Failure());
    }

    [SkippableFact]
    public void A_link_to_a_file_outside_is_refused_and_one_inside_is_followed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows makes symbolic links for administrators only.");
        Add("cats", "a.png");
        Add("dogs", "a.png");
        File.CreateSymbolicLink(temporary["set", "cats", "same.png"], temporary["set", "dogs", "a.png"]);
        Assert.Equal(3, ImageFolder.Open(Root).Train.Count);

        string secret = temporary.Write([1], "secret.png");
        File.CreateSymbolicLink(temporary["set", "cats", "out.png"], secret);
        Assert.Contains("out.png is a link to " + secret, Failure());
    }

    [SkippableFact]
    public void A_link_that_leaves_through_a_hidden_linked_folder_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows makes symbolic links for administrators only.");
        Add("cats", "a.png");
        Add("dogs", "a.png");
        temporary.Write([1], "outside", "secret.png");
        Directory.CreateSymbolicLink(temporary["set", ".door"], temporary["outside"]);
        File.CreateSymbolicLink(temporary["set", "cats", "b.png"], temporary["set", ".door", "secret.png"]);
        Assert.Contains("b.png", Failure());
    }

    [SkippableFact]
    public void A_linked_class_folder_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows makes symbolic links for administrators only.");
        Add("cats", "a.png");
        temporary.Write([1], "outside", "a.png");
        Directory.CreateSymbolicLink(temporary["set", "dogs"], temporary["outside"]);
        Assert.Contains("links to folders are not followed", Failure());
    }
}
