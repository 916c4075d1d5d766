using Cifar.Web;

// dotnet Cifar.Web.dll --models FOLDER [--urls http://127.0.0.1:5032]; every setting may also come from the environment, as CIFAR_MODELS does.
try
{
    var settings = WebSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables("CIFAR_").AddCommandLine(args).Build());
    await using var app = WebServer.Create(settings);
    await WebServer.StartAsync(app);
    Console.Error.WriteLine($"serving {settings.Models} on {string.Join(", ", app.Urls)}");
    if (settings.ApiKey is null && ListenAddresses.AreOpen(settings.Urls))
    {
        Console.Error.WriteLine("note: whoever reaches this machine may use the server; CIFAR_API_KEY asks callers for a key");
    }

    await app.WaitForShutdownAsync(); // Requests that were accepted are answered before it ends.
    return 0;
}
catch (OperationCanceledException)
{
    return 130; // Stopped while it was starting, as shells report it.
}
catch (Exception error) when (error is WebSettingsException or IOException or InvalidDataException or FormatException or Cifar.Models.Onnx.ModelFormatException)
{
    await Console.Error.WriteLineAsync($"cifar-web: error: {error.Message}");
    return 1;
}
