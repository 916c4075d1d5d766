namespace Cifar.Cli.Output;

/// <summary>Lengths of time for people.</summary>
internal static class Durations
{
    public static string Text(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{time.Seconds} s",
        { TotalHours: < 1 } => $"{time.Minutes}:{time.Seconds:00} min",
        _ => $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00} h",
    };
}
