using System.Text;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class CifarBinaryTests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    string Folder => temporary["set"];

    [Fact]
    public void What_is_saved_is_what_is_loaded()
    {
        LabeledImages images = SmallSets.Images(1100);                       // more than two chunks of the reader, and not a whole number of them
        CifarBinary.Save(Folder, Cifar100Split.Train, images);
        LabeledImages loaded = CifarBinary.Load(Folder, Cifar100Split.Train);
        Assert.Equal(images.Pixels, loaded.Pixels);
        Assert.Equal(images.Labels, loaded.Labels);
        Assert.Equal(images.CoarseLabels, loaded.CoarseLabels);
        Assert.Equal(images.Classes, loaded.Classes);
        Assert.Equal((32, 32), (loaded.Height, loaded.Width));
    }

    [Fact]
    public void The_layout_is_superclass_class_then_red_green_blue()
    {
        CifarBinary.Save(Folder, Cifar100Split.Test, SmallSets.Images(3));
        byte[] bytes = File.ReadAllBytes(temporary["set", "test.bin"]);
        Assert.Equal(3 * 3074, bytes.Length);
        Assert.Equal([1, 2], bytes[(2 * 3074)..((2 * 3074) + 2)]);            // image 2: 'cat' of 'pets'
        Assert.Equal(SmallSets.Images(3).Image(2).ToArray(), bytes[((2 * 3074) + 2)..]);
        Assert.Equal("ant\nbee\ncat\ndog\n", File.ReadAllText(temporary["set", "fine_label_names.txt"]));
        Assert.Equal("insects\npets\n", File.ReadAllText(temporary["set", "coarse_label_names.txt"]));
        Assert.Equal(["coarse_label_names.txt", "fine_label_names.txt", "test.bin"], temporary.Contents().Skip(1).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(0, "has 0 bytes")]
    [InlineData(3073, "3,073")]
    [InlineData(3075, "1 records and 1 bytes more")]
    public void A_file_that_is_no_whole_number_of_records_is_refused(int size, string found)
    {
        SmallSets.Save(Folder);
        using (FileStream file = File.OpenWrite(temporary["set", "train.bin"]))
            file.SetLength(size);
        string message = Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message;
        Assert.Contains(temporary["set", "train.bin"], message);
        Assert.Contains(found, message);
        Assert.Contains("3,074-byte records", message);
    }

    [Fact]
    public void A_class_label_without_a_name_is_refused()
    {
        SmallSets.Save(Folder);
        SmallSets.Poke(temporary["set", "train.bin"], (5 * 3074) + 1, 4);
        string message = Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message;
        Assert.Contains("train.bin, record 5: class label 4, expected 0 to 3", message);
    }

    [Fact]
    public void A_superclass_label_without_a_name_is_refused()
    {
        SmallSets.Save(Folder);
        SmallSets.Poke(temporary["set", "test.bin"], 2 * 3074, 200);
        Assert.Contains("record 2: superclass label 200, expected 0 to 1", Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Test)).Message);
    }

    [Fact]
    public void A_class_with_two_superclasses_is_refused()
    {
        SmallSets.Save(Folder);
        SmallSets.Poke(temporary["set", "train.bin"], 6 * 3074, 0);            // record 6 is a 'cat', as record 2 is, but now an insect
        string message = Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message;
        Assert.Contains("record 6", message);
        Assert.Contains("'cat'", message);
        Assert.Contains("record 2 of train.bin has 1 ('pets')", message);
    }

    [Fact]
    public void A_small_split_learns_the_missing_superclasses_from_the_other_one()
    {
        CifarBinary.Save(Folder, Cifar100Split.Train, SmallSets.Images(8));
        CifarBinary.Save(Folder, Cifar100Split.Test, SmallSets.Images(2));     // only 'ant' and 'bee'
        Assert.Equal(SmallSets.Labels, CifarBinary.Load(Folder, Cifar100Split.Test).Classes);
    }

    [Fact]
    public void Where_a_superclass_stays_unknown_the_set_has_none()
    {
        CifarBinary.Save(Folder, Cifar100Split.Test, SmallSets.Images(2));
        LabeledImages loaded = CifarBinary.Load(Folder, Cifar100Split.Test);
        Assert.Equal(new ClassLabels(SmallSets.Labels.Fine), loaded.Classes);
        Assert.Null(loaded.CoarseLabels);
    }

    [Theory]
    [InlineData("train.bin")]
    [InlineData("fine_label_names.txt")]
    [InlineData("coarse_label_names.txt")]
    public void A_missing_file_is_named(string name)
    {
        SmallSets.Save(Folder);
        File.Delete(temporary["set", name]);
        Assert.Contains(name, Assert.Throws<FileNotFoundException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message);
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains(temporary["nowhere"], Assert.Throws<DirectoryNotFoundException>(() => CifarBinary.Load(temporary["nowhere"], Cifar100Split.Train)).Message);

    [Theory]
    [InlineData("ant\n\ncat\ndog\n", "line 2 is blank")]
    [InlineData("ant\nbee\nant\ndog\n", "line 3: 'ant' is already the name of class 0")]
    [InlineData("", "line 1 is blank")]
    public void A_list_of_names_that_would_shift_labels_is_refused(string text, string problem)
    {
        SmallSets.Save(Folder);
        File.WriteAllText(temporary["set", "fine_label_names.txt"], text);
        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message);
    }

    [Fact]
    public void A_list_of_names_that_is_no_text_or_too_long_is_refused()
    {
        SmallSets.Save(Folder);
        string path = temporary["set", "fine_label_names.txt"];
        File.WriteAllBytes(path, [0xFF, 0xD8, 0xFF, 0xE0]);
        Assert.Contains("not UTF-8", Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message);
        File.WriteAllBytes(path, new byte[100_000]);
        Assert.Contains("100,000 bytes", Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message);
        File.WriteAllText(path, string.Join('\n', Enumerable.Range(0, 300)));
        Assert.Contains("300 lines", Assert.Throws<InvalidDataException>(() => CifarBinary.Load(Folder, Cifar100Split.Train)).Message);
    }

    [Fact]
    public void Line_ends_of_another_system_and_a_blank_last_line_do_not_matter()
    {
        SmallSets.Save(Folder);
        File.WriteAllText(temporary["set", "fine_label_names.txt"], "ant\r\nbee\r\ncat\r\ndog\r\n\r\n", new UTF8Encoding(false));
        Assert.Equal(SmallSets.Labels, CifarBinary.Load(Folder, Cifar100Split.Train).Classes);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_name()
    {
        SmallSets.Save(Folder);
        File.WriteAllText(temporary["set", "fine_label_names.txt"], "ant\nbee\ncat\ndog\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(SmallSets.Labels, CifarBinary.Load(Folder, Cifar100Split.Train).Classes);
    }

    [Fact]
    public void Saving_refuses_what_the_layout_cannot_hold()
    {
        var flat = new LabeledImages(32, 32, new byte[3072], [0], null, new ClassLabels(["a", "b"]));
        Assert.Contains("superclasses", Assert.Throws<ArgumentException>(() => CifarBinary.Save(Folder, Cifar100Split.Train, flat)).Message);
        var large = new LabeledImages(64, 64, new byte[3 * 64 * 64], [0], null, SmallSets.Labels);
        Assert.Contains("64x64", Assert.Throws<ArgumentException>(() => CifarBinary.Save(Folder, Cifar100Split.Train, large)).Message);
        Assert.Throws<ArgumentException>(() => CifarBinary.Save(Folder, Cifar100Split.Train, SmallSets.Images(0)));
        Assert.Empty(temporary.Contents());
    }

    [Fact]
    public void Saving_into_a_folder_of_another_set_changes_nothing()
    {
        SmallSets.Save(Folder);
        byte[] before = File.ReadAllBytes(temporary["set", "train.bin"]);
        Assert.Throws<IOException>(() => CifarBinary.Save(Folder, Cifar100Split.Train, SyntheticImages.Generate(Cifar100Split.Train, 5)));
        Assert.Equal(before, File.ReadAllBytes(temporary["set", "train.bin"]));
        Assert.Equal(5, temporary.Contents().Length);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_other()
    {
        string path = temporary.Write([1, 2, 3], "file");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([9, 9]);
            throw new InvalidOperationException();
        }));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["file"], temporary.Contents());
    }
}
