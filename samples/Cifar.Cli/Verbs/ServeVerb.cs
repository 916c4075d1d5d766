using System.CommandLine;
using System.Globalization;
using Cifar.Cli.Output;
using Cifar.Cli.Parsing;
using Cifar.Web;
using Microsoft.Extensions.Hosting;

namespace Cifar.Cli.Verbs;

/// <summary><c>cifar serve</c>: a page and an API over models.</summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var model = ModelOption.Create();
        model.Description = $"A folder of models to choose from, or one model: {model.Description}";
        var urls = new Option<string>("--urls") { Description = "Where to listen. The default is reached from this machine alone.", HelpName = "URL", DefaultValueFactory = _ => WebSettings.DefaultUrls };
        var key = new Option<string?>("--api-key") { Description = "Ask callers for this key in the header X-Api-Key; better given as CIFAR_API_KEY, where other users do not see it.", HelpName = "KEY" };
        var rate = new Option<int>("--rate") { Description = "Requests a second that one client may send; 0 for no limit.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var workers = new Option<int>("--workers") { Description = "Pictures worked on at the same time; 0 for one on each core.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var queue = new Option<int>("--queue") { Description = "Pictures that may wait; more are turned away with 429.", HelpName = "N", DefaultValueFactory = _ => 128 };
        var report = new Option<string?>("--report") { Description = "An HTML file that the page links to: a comparison of models, for instance.", HelpName = "FILE" };
        queue.Validators.Add(Limits.AtLeastOne);
        urls.Validators.Add(result =>
        {
            if (result.Tokens is [var typed] && ListenAddresses.Complaint(typed.Value) is { } complaint)
            {
                result.AddError(complaint);
            }
        });
        var command = new Command("serve", "Shows models on a web page and answers to programs.") { model, urls, key, rate, workers, queue, report };
        command.SetAction((parsed, cancellationToken) => Run(
            new WebSettings
            {
                Models = ModelOption.FileOf(parsed.GetRequiredValue(model), Root.ScreenOf(parsed)),
                Urls = parsed.GetRequiredValue(urls),
                ApiKey = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("CIFAR_API_KEY"),
                RequestsPerSecond = parsed.GetValue(rate),
                Workers = parsed.GetValue(workers),
                QueueLength = parsed.GetValue(queue),
                Report = parsed.GetValue(report),
            },
            Root.ScreenOf(parsed),
            cancellationToken));
        return command;
    }

    private static async Task<int> Run(WebSettings settings, Screen screen, CancellationToken cancellationToken)
    {
        await using var app = WebServer.Create(settings);
        try
        {
            await WebServer.StartAsync(app, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Ctrl-C reaches the server by itself as well, and may do so first.
            screen.Note("cifar: interrupted");
            return ExitCode.Interrupted;
        }

        foreach (string address in app.Urls)
        {
            screen.Note(string.Create(CultureInfo.InvariantCulture, $"serving {settings.Models} on {address}; Ctrl-C ends it"));
        }

        if (settings.ApiKey is null && ListenAddresses.AreOpen(settings.Urls))
        {
            screen.Note("note: whoever reaches this machine may use the server; CIFAR_API_KEY asks callers for a key");
        }

        // Requests that were accepted are answered before it ends.
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }
}
