namespace Cifar.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>128 + SIGINT, as shells report it. What was reached so far is saved.</summary>
    public const int Interrupted = 130;
}
