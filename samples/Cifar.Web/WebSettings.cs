using System.Globalization;

namespace Cifar.Web;

/// <summary>What the server serves, to whom, and how much of it.</summary>
public sealed record WebSettings
{
    /// <summary>Address the server listens on unless told otherwise: this machine alone.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5032";

    /// <summary>A model file, or a folder whose <c>.onnx</c> and <c>.zip</c> files (also one level down) are offered to choose from.</summary>
    public required string Models { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    /// <value><see cref="DefaultUrls"/>.</value>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary>What callers of the API must send as <c>X-Api-Key</c>.</summary>
    /// <value>null: no key is asked for.</value>
    public string? ApiKey { get; init; }

    /// <summary>Requests a second that one client may send for long; ten seconds' worth may come at once.</summary>
    /// <value>50. 0 for no limit, to 1,000,000.</value>
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Pictures or batches worked on at the same time.</summary>
    /// <value>0: as many as there are cores.</value>
    public int Workers { get; init; }

    /// <summary>Pictures that may wait for a worker, for each model.</summary>
    /// <value>128.</value>
    public int QueueLength { get; init; } = 128;

    /// <summary>An HTML file that <c>/report</c> shows: a comparison of models, for instance.</summary>
    /// <value>null: there is none.</value>
    public string? Report { get; init; }

    /// <summary>Whether each request is logged.</summary>
    /// <value>false.</value>
    public bool LogRequests { get; init; }

    /// <summary>Reads settings by their names, in any case; the environment has underscores where the command line has hyphens.</summary>
    /// <param name="configuration">Where they come from.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="WebSettingsException">A setting is missing, or of the wrong kind.</exception>
    public static WebSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var defaults = new WebSettings { Models = "" };
        return new WebSettings
        {
            Models = configuration["models"] ?? throw new WebSettingsException("Say which models to serve: --models FILE or FOLDER (or CIFAR_MODELS)."),
            Urls = configuration["urls"] ?? defaults.Urls,
            ApiKey = Text("api-key"),
            RequestsPerSecond = Number("rate", defaults.RequestsPerSecond),
            Workers = Number("workers", defaults.Workers),
            QueueLength = Number("queue", defaults.QueueLength),
            Report = configuration["report"],
            LogRequests = Text("log-requests") is { } log && (bool.TryParse(log, out bool isOn) ? isOn : throw new WebSettingsException($"--log-requests is '{log}'; it must be true or false.")),
        };

        string? Text(string name) => configuration[name] ?? configuration[name.Replace('-', '_')];

        int Number(string name, int otherwise) => configuration[name] is not { } text
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new WebSettingsException($"--{name} is '{text}'; it must be a whole number.");
    }

    /// <summary>Names that requests may call the server by: those of this machine where no other can reach it, any otherwise.</summary>
    internal IList<string> AllowedHosts
    {
        get
        {
            // Some addresses are none to Uri: http://*:80 stands for all of the machine's.
            Uri?[] addresses = [.. Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : null)];
            return addresses.All(address => address is { IsLoopback: true })
                ? [.. addresses.Select(address => address!.Host).Union(["localhost", "127.0.0.1", "[::1]"])]
                : ["*"];
        }
    }

    internal void Check()
    {
        string[] errors = [.. Wrong(RequestsPerSecond, 0, 1_000_000, "rate"), .. Wrong(Workers, 0, 1024, "workers"), .. Wrong(QueueLength, 1, 100_000, "queue")];
        if (Report is not null && !File.Exists(Report))
        {
            errors = [.. errors, $"--report is '{Report}', which does not exist."];
        }

        if (string.IsNullOrWhiteSpace(ApiKey) && ApiKey is not null)
        {
            errors = [.. errors, "The key is empty; give --api-key or CIFAR_API_KEY a value, or remove it to ask callers for none."];
        }

        if (ListenAddresses.Complaint(Urls) is { } complaint)
        {
            errors = [.. errors, complaint];
        }

        if (errors.Length > 0)
        {
            throw new WebSettingsException(string.Join(' ', errors));
        }
    }

    private static IEnumerable<string> Wrong(int value, int from, int to, string name) =>
        value < from || value > to ? [$"--{name} is {value}; it must be {from} to {to}."] : [];
}
