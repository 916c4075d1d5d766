using Cifar.Cli.Verbs;
using Cifar.Pipelines.Tests.Data;

namespace Cifar.Pipelines.Tests.Serving;

public sealed class PictureFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void A_link_to_a_folder_is_followed_only_where_it_is_named()
    {
        Skip.If(OperatingSystem.IsWindows(), "Making links needs a privilege there.");
        string picture = folder.Write([1], "set", "a.png");
        Directory.CreateSymbolicLink(folder["set", "loop"], folder["set"]);
        Assert.Equal(picture, Assert.Single(PictureFiles.Find([folder["set"]])));
        Assert.Equal(folder["set", "loop", "a.png"], Assert.Single(PictureFiles.Find([folder["set", "loop"]])));
    }

    [SkippableFact]
    public void A_folder_that_cannot_be_read_stands_for_itself()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Who may read everything is refused nothing.");
        string picture = folder.Write([1], "a.png");
        folder.Write([1], "locked", "b.png");
        Permit(UnixFileMode.None);
        try
        {
            Assert.Equal(new[] { picture, folder["locked"] }, PictureFiles.Find([folder.Root]).ToArray());
        }
        finally
        {
            Permit(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        void Permit(UnixFileMode mode)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder["locked"], mode);
            }
        }
    }
}
