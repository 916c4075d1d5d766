using System.Globalization;
using System.Text;

namespace Microsoft.ML.Runtime;

/// <summary>Writes each checkpoint as one trace message: what was counted, then what was measured.</summary>
sealed class ProgressChannel(MLContext context, string source) : IProgressChannel
{
    ProgressHeader _header = new([], []);
    Action<IProgressEntry>? _fill;

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        ArgumentNullException.ThrowIfNull(header);
        _header = header;
        _fill = fillAction;
    }

    /// <summary>Values in order: one for each metric, then one for each unit (units not given are asked for).</summary>
    public void Checkpoint(params double?[] values)
    {
        var entry = new Entry(_header);
        _fill?.Invoke(entry);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not double value)
                continue;
            if (i < _header.MetricNames.Count)
                entry.SetMetric(i, value);
            else if (i - _header.MetricNames.Count < _header.UnitNames.Count)
                entry.SetProgress(i - _header.MetricNames.Count, value);
        }

        context.Publish(new LoggingEventArgs(entry.ToString(), ChannelMessageKind.Trace, source));
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel(context, $"{source}; {name}");

    public void Dispose() { }

    sealed class Entry(ProgressHeader header) : IProgressEntry
    {
        readonly (double Value, double? Limit)?[] _progress = new (double, double?)?[header.UnitNames.Count];
        readonly double?[] _metrics = new double?[header.MetricNames.Count];

        public void SetProgress(int index, double value) => _progress[index] = (value, null);

        public void SetProgress(int index, double value, double lim) => _progress[index] = (value, lim);

        public void SetMetric(int index, double value) => _metrics[index] = value;

        public override string ToString()
        {
            var text = new StringBuilder();
            for (int i = 0; i < _progress.Length; i++)
                if (_progress[i] is var (value, limit))
                    text.Append(CultureInfo.InvariantCulture, $"{value}{(limit is null ? "" : $"/{limit}")} {header.UnitNames[i]} ");
            for (int i = 0; i < _metrics.Length; i++)
                if (_metrics[i] is double metric)
                    text.Append(CultureInfo.InvariantCulture, $"{header.MetricNames[i]}: {metric} ");
            return text.ToString().TrimEnd();
        }
    }
}
