namespace Cifar.Cli.Output;

/// <summary>Lengths of time for people.</summary>
internal static class Durations
{
    public static string Text(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00} h" : $"{time.Minutes}:{time.Seconds:00} min";
}
