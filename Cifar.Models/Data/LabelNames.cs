using System.Text;

namespace Cifar.Models.Data;

/// <summary>The text files with one class name a line, line i for label i.</summary>
static class LabelNames
{
    /// <summary>A label is one byte in the layout, so there are never more names.</summary>
    public const int MaxNames = 256;

    /// <summary>Far above what 256 names take; keeps a wrong file from being read into memory.</summary>
    public const int MaxBytes = 64 * 1024;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Blank lines at the end are let pass (some copies have one); within the list they would shift the labels.</summary>
    public static string[] Read(string path)
    {
        long size = new FileInfo(path).Length;
        if (size > MaxBytes)
            throw new InvalidDataException($"{path} has {size:N0} bytes; a list of at most {MaxNames} class names is expected, {MaxBytes:N0} bytes at most.");
        string text;
        try
        {
            text = Strict.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');   // a byte order mark, which some editors write
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"{path} is not UTF-8 text; a list of class names, one a line, is expected.", e);
        }
        string[] names = text.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        if (names.Length > MaxNames)
            throw new InvalidDataException($"{path} has {names.Length} lines; at most {MaxNames} class names fit the layout.");
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0)
                throw new InvalidDataException($"{path}, line {i + 1} is blank; the name of class {i} is expected.");
            int first = Array.IndexOf(names, names[i]);
            if (first < i)
                throw new InvalidDataException($"{path}, line {i + 1}: '{names[i]}' is already the name of class {first}.");
        }
        return names;
    }

    public static void Write(string path, IReadOnlyList<string> names) => AtomicFile.Write(path, stream => stream.Write(Encode(names)));

    /// <summary>One name a line, each line ended by a line feed: how the official files are written.</summary>
    public static byte[] Encode(IEnumerable<string> names) => Strict.GetBytes(string.Concat(names.Select(name => name + "\n")));
}
