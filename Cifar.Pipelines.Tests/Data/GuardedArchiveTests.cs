using System.Formats.Tar;
using System.Text;
using Cifar.Models.Data;

namespace Cifar.Pipelines.Tests.Data;

public sealed class GuardedArchiveTests : IDisposable
{
    readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    void Extract(byte[] archive, CancellationToken cancellation = default) =>
        new GuardedArchive(ArchiveBuilder.Origin(archive)).Extract(temporary.Write(archive, "a.tar.gz"), temporary["set"], null, cancellation);

    /// <summary>Extracts a bad archive and shows that it left no trace, inside or outside the folder.</summary>
    string Refusal(byte[] archive)
    {
        string message = Assert.Throws<InvalidDataException>(() => Extract(archive)).Message;
        Assert.Equal(["a.tar.gz"], temporary.Contents());
        Assert.Contains("nothing was unpacked", message);
        Assert.StartsWith(temporary["a.tar.gz"], message, StringComparison.Ordinal);
        return message;
    }

    static byte[] GoodAnd(params TarEntry[] entries) => ArchiveBuilder.TarGz([.. ArchiveBuilder.Good(), .. entries]);

    [Fact]
    public void The_four_files_are_unpacked_and_nothing_else_is_left()
    {
        Extract(ArchiveBuilder.TarGz(ArchiveBuilder.Good()));
        Assert.Equal(["a.tar.gz", "set", "set/coarse_label_names.txt", "set/fine_label_names.txt", "set/test.bin", "set/train.bin"], temporary.Contents());
        Assert.Equal(SmallSets.Images(8).Pixels, CifarBinary.Load(temporary["set"], Cifar100Split.Train).Pixels);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.Pax)]
    public void Every_format_of_tar_is_read(TarEntryFormat format)
    {
        TarEntry As(TarEntry entry)
        {
            TarEntry copy = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(entry.EntryType == TarEntryType.Directory ? entry.EntryType : TarEntryType.V7RegularFile, entry.Name),
                TarEntryFormat.Ustar => new UstarTarEntry(entry.EntryType, entry.Name),
                TarEntryFormat.Gnu => new GnuTarEntry(entry.EntryType, entry.Name),
                _ => new PaxTarEntry(entry.EntryType, entry.Name),
            };
            if (entry.DataStream is { } content)
                copy.DataStream = content;
            return copy;
        }
        Extract(ArchiveBuilder.TarGz(ArchiveBuilder.Good().Select(As)));
        Assert.Equal(SmallSets.Images(8).Pixels, CifarBinary.Load(temporary["set"], Cifar100Split.Train).Pixels);
    }

    [Fact]
    public void Files_of_an_older_copy_are_replaced_and_others_left_alone()
    {
        temporary.Write([1], "set", "train.bin");
        temporary.Write([2], "set", "notes.txt");
        Extract(ArchiveBuilder.TarGz(ArchiveBuilder.Good()));
        Assert.Equal(8 * 3074, new FileInfo(temporary["set", "train.bin"]).Length);
        Assert.True(File.Exists(temporary["set", "notes.txt"]));
    }

    [Theory]
    [InlineData("../escaped.bin")]
    [InlineData("cifar-100-binary/../escaped.bin")]
    [InlineData("cifar-100-binary/../cifar-100-binary/train.bin")]
    [InlineData("/absolute/escaped.bin")]
    [InlineData("//cifar-100-binary/train.bin")]
    [InlineData("./cifar-100-binary/train.bin")]
    [InlineData("cifar-100-binary//train.bin")]
    [InlineData("C:\\escaped.bin")]
    [InlineData("cifar-100-binary\\train.bin")]
    [InlineData("train.bin")]
    [InlineData("cifar-100-binary/TRAIN.BIN")]
    [InlineData("cifar-100-binary/readme.html")]
    [InlineData("cifar-100-binary/deeper/train.bin")]
    public void A_file_of_any_other_name_is_refused(string name) =>
        Assert.Contains($"'{name}' is not one of the expected files", Refusal(GoodAnd(ArchiveBuilder.File(name, new byte[8 * 3074]))));

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "symbolic link")]
    [InlineData(TarEntryType.HardLink, "hard link")]
    public void A_link_is_refused_even_under_an_expected_name(TarEntryType type, string kind)
    {
        TarEntry link = ArchiveBuilder.Link(type, "cifar-100-binary/train.bin", "/etc/passwd");
        Assert.Contains($"'cifar-100-binary/train.bin' is a {kind}", Refusal(ArchiveBuilder.TarGz([link, .. ArchiveBuilder.Good()])));
    }

    [Theory]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void A_special_file_is_refused(TarEntryType type) =>
        Assert.Contains("special entry", Refusal(GoodAnd(new PaxTarEntry(type, "cifar-100-binary/test.bin"))));

    [Fact]
    public void Another_folder_is_refused() =>
        Assert.Contains("folder other than", Refusal(GoodAnd(new PaxTarEntry(TarEntryType.Directory, "cifar-100-binary/more/"))));

    [Fact]
    public void A_file_of_the_wrong_size_is_refused()
    {
        List<TarEntry> entries = ArchiveBuilder.Good();
        entries[^1] = ArchiveBuilder.File("cifar-100-binary/train.bin", new byte[3074]);
        Assert.Contains("'cifar-100-binary/train.bin' has 3,074 bytes, expected 24,592", Refusal(ArchiveBuilder.TarGz(entries)));
    }

    [Fact]
    public void A_list_of_names_that_is_far_too_long_is_refused()
    {
        List<TarEntry> entries = ArchiveBuilder.Good();
        entries[1] = ArchiveBuilder.File("cifar-100-binary/fine_label_names.txt", new byte[70_000]);
        Assert.Contains("at most 65,536", Refusal(ArchiveBuilder.TarGz(entries)));
    }

    [Fact]
    public void A_file_that_occurs_twice_is_refused() =>
        Assert.Contains("twice", Refusal(GoodAnd(ArchiveBuilder.File("cifar-100-binary/train.bin", new byte[8 * 3074]))));

    [Fact]
    public void A_missing_file_is_named()
    {
        List<TarEntry> entries = ArchiveBuilder.Good();
        entries.RemoveAt(2);
        Assert.Contains("cifar-100-binary/test.bin is not in it", Refusal(ArchiveBuilder.TarGz(entries)));
    }

    [Fact]
    public void A_compression_bomb_is_stopped_early()
    {
        // 64 MiB of nothing in 64 KiB: as a huge entry, and hidden in an extension of a header.
        byte[] nothing = new byte[64 << 20];
        Assert.Contains("expected 24,592", Refusal(ArchiveBuilder.TarGz([ArchiveBuilder.File("cifar-100-binary/train.bin", nothing)])));
        byte[] tail = [.. ArchiveBuilder.Tar(ArchiveBuilder.Good())[..^1024], .. LongName(nothing.Length), .. nothing];
        Assert.Contains("refused", Refusal(ArchiveBuilder.GZip(tail)));
    }

    [Fact]
    public void Memory_is_not_reserved_for_what_a_header_only_announces()
    {
        byte[] archive = ArchiveBuilder.GZip([.. LongName(1L << 30), .. ArchiveBuilder.Tar(ArchiveBuilder.Good())]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(archive);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void An_entry_of_a_type_that_nobody_knows_is_refused()
    {
        // Sparse files, of which System.Formats.Tar says NotSupportedException.
        byte[] header = LongName(0);
        header[156] = (byte)'S';
        Checksum(header);
        Assert.Contains("special entry", Refusal(ArchiveBuilder.GZip([.. header, .. ArchiveBuilder.Tar(ArchiveBuilder.Good())])));
    }

    [Fact]
    public void An_archive_cut_short_anywhere_is_refused()
    {
        byte[] whole = ArchiveBuilder.TarGz(ArchiveBuilder.Good());
        for (int part = 0; part < 20; part++)
            Refusal(whole[..(whole.Length * part / 21)]);
    }

    [Fact]
    public void Flipped_bits_never_crash_and_never_leave_anything_half_done()
    {
        byte[] whole = ArchiveBuilder.TarGz(ArchiveBuilder.Good());
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                Extract(damaged);
                Directory.Delete(temporary["set"], recursive: true);         // bits that carry no meaning, such as the time stamp
            }
            catch (InvalidDataException)
            {
            }
            Assert.Equal(["a.tar.gz"], temporary.Contents());
        }
    }

    [Fact]
    public void Damaged_tar_headers_never_crash_and_never_leave_anything_half_done()
    {
        byte[] whole = ArchiveBuilder.Tar(ArchiveBuilder.Good());
        int[] headers = [.. Enumerable.Range(0, whole.Length / 512).Select(block => block * 512).Where(at => whole.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))];
        Assert.True(headers.Length >= 5);
        var random = new Random(2);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = (byte[])whole.Clone();
            int header = headers[random.Next(headers.Length)];
            damaged[header + random.Next(512)] = (byte)random.Next(256);
            if (i % 2 == 0)
                Checksum(damaged.AsSpan(header, 512));                       // so that the damage gets past the checksum
            try
            {
                Extract(ArchiveBuilder.GZip(damaged));
                Directory.Delete(temporary["set"], recursive: true);
            }
            catch (InvalidDataException)
            {
            }
            Assert.Equal(["a.tar.gz"], temporary.Contents());
        }
    }

    [Fact]
    public void A_name_with_control_characters_does_not_reach_the_terminal() =>
        Assert.DoesNotContain('\u001b', Refusal(GoodAnd(ArchiveBuilder.File("cifar-100-binary/\u001b[2J", [1]))));

    [Theory]
    [InlineData("this is text, called .tar.gz")]
    [InlineData("")]
    public void A_file_that_is_no_archive_is_refused(string text) => Refusal(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Cancelling_leaves_nothing_behind()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Extract(ArchiveBuilder.TarGz(ArchiveBuilder.Good()), new CancellationToken(canceled: true)));
        Assert.Equal(["a.tar.gz"], temporary.Contents());
    }

    /// <summary>A GNU long-name header that announces the given number of bytes.</summary>
    static byte[] LongName(long size)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes("././@LongLink").CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\00000000\00000000\0" + Convert.ToString(size, 8).PadLeft(11, '0') + "\000000000000\0").CopyTo(header, 100);
        header[156] = (byte)'L';
        Encoding.ASCII.GetBytes("ustar  \0").CopyTo(header, 257);
        Checksum(header);
        return header;
    }

    static void Checksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
            sum += value;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }
}
