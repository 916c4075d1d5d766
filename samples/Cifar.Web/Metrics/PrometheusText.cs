using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Cifar.Web.Metrics;

/// <summary>Adds up the measurements of this host and writes them as Prometheus reads them.</summary>
/// <remarks>Prometheus text-based exposition format 0.0.4.</remarks>
internal sealed class PrometheusText : IDisposable
{
    // Tags come from our code and from a fixed set of routes and codes; this is for the unforeseen.
    private const int MostSeries = 2000;

    private static readonly string[] Meters = ["MlNetCifar.Serving", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Runtime"];
    private static readonly string[] Tags = ["model", "reason", "result", "http.request.method", "http.response.status_code", "http.route"];

    private readonly ConcurrentDictionary<(Instrument Instrument, string Tags), Series> series = new();
    private readonly MeterListener listener = new();

    public PrometheusText(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            // The runtime's own meter belongs to the process; the others only count for the host they were made in.
            if (Meters.Contains(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, factory)))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in series.GroupBy(entry => NameOf(entry.Key.Instrument)).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var instrument = group.First().Key.Instrument;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {group.Key} {instrument.Description?.ReplaceLineEndings(" ")}\n# TYPE {group.Key} {KindOf(instrument)}\n");
            foreach (var entry in group.OrderBy(entry => entry.Key.Tags, StringComparer.Ordinal))
            {
                entry.Value.Write(text, group.Key, entry.Key.Tags);
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, TagsOf(tags));
        if (!series.TryGetValue(key, out var one))
        {
            if (series.Count >= MostSeries)
            {
                return;
            }

            one = series.GetOrAdd(key, Series.For);
        }

        one.Record(value);
    }

    private static string TagsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            if (Array.IndexOf(Tags, name) >= 0)
            {
                text.Append(text.Length > 0 ? "," : "").Append(name.Replace('.', '_')).Append("=\"").Append(Escape(value)).Append('"');
            }
        }

        return text.ToString();
    }

    private static string Escape(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture)!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string NameOf(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : instrument.Unit == "By" ? "_bytes" : "");
        return KindOf(instrument) == "counter" ? name + "_total" : name;
    }

    private static string KindOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        return type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
    }
}
