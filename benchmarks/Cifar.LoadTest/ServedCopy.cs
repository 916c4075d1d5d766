using System.Diagnostics;
using Cifar.Web;
using Microsoft.AspNetCore.Builder;

namespace Cifar.LoadTest;

/// <summary>The web server over a copy of a model, on a loopback port, in this process: it shares the cores with the clients.</summary>
internal sealed class ServedCopy : IAsyncDisposable
{
    private readonly string model;
    private readonly string folder;
    private readonly WebApplication app;

    private ServedCopy(string model, string folder, WebApplication app) => (this.model, this.folder, this.app) = (model, folder, app);

    public static WebSettings Defaults { get; } = new() { Models = "" };

    public Uri Address => new(app.Urls.Single());

    private string File => FileIn(folder);

    public static async Task<ServedCopy> Start(string model)
    {
        string folder = Directory.CreateTempSubdirectory("cifar-load-").FullName;
        System.IO.File.Copy(model, FileIn(folder));
        var app = WebServer.Create(Defaults with { Models = FileIn(folder), Urls = "http://127.0.0.1:0", RequestsPerSecond = 0 });
        await app.StartAsync();
        return new ServedCopy(model, folder, app);
    }

    /// <summary>The same weights as a new version, renamed into place: an ONNX file may be followed by an unknown field, which readers skip.</summary>
    public void Replace()
    {
        byte[] bytes = [.. System.IO.File.ReadAllBytes(model), 0xa0, 0x3e, (byte)(Stopwatch.GetTimestamp() & 0x7f)]; // Field 996, a number.
        System.IO.File.WriteAllBytes(File + ".new", bytes);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string FileIn(string folder) => Path.Combine(folder, "model.onnx");
}
