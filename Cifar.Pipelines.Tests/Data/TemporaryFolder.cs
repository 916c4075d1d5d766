namespace Cifar.Pipelines.Tests.Data;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cifar-data-test-");

    public string Root => folder.FullName;

    public string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Every file and folder below, relative, with slashes, sorted: what a failed operation must not have changed.</summary>
    public string[] Contents() =>
        [.. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public string Write(byte[] bytes, params string[] parts)
    {
        string path = this[parts];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
