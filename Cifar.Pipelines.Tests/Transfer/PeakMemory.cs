using System.Globalization;

namespace Cifar.Pipelines.Tests.Transfer;

/// <summary>The largest part of the machine's memory that this process has held, as Linux counts it.</summary>
internal static class PeakMemory
{
    private const string Peak = "VmHWM:";
    private const string Current = "VmRSS:";

    /// <summary>The peak since the last <see cref="Restart"/>, in bytes.</summary>
    public static long Now => Read(Peak);

    /// <summary>Forgets earlier peaks.</summary>
    /// <returns>Bytes held now; null where the system cannot forget.</returns>
    public static long? Restart()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Read(Current);
    }

    private static long Read(string key) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..^" kB".Length], CultureInfo.InvariantCulture);
}
