using System.Diagnostics;

namespace Cifar.Pipelines.Tests.Packaging;

/// <summary>An ASP.NET Core application in a process of its own, up and listening.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly Process process;

    private WebServer(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static WebServer Start(string folder, params string[] line)
    {
        const string Listening = "Now listening on: ";
        var process = Process.Start(new ProcessStartInfo("dotnet", line) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var said = new List<string>();
        while (process.StandardOutput.ReadLine() is { } one)
        {
            said.Add(one);
            if (one.Contains(Listening, StringComparison.Ordinal))
            {
                return new WebServer(process, new Uri(one[(one.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim()));
            }
        }

        process.WaitForExit();
        throw new InvalidOperationException($"The server ended with exit code {process.ExitCode}:\n{string.Join('\n', said)}");
    }

    /// <summary>The files that are mapped into the process.</summary>
    public string LoadedLibraries() => File.ReadAllText($"/proc/{process.Id}/maps");

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
