using System.Runtime.InteropServices;
using Cifar.Cli;

// Not disposed: a signal may arrive until the very end of the process.
var interruption = new CancellationTokenSource();

Console.CancelKeyPress += (_, key) =>
{
    // The first Ctrl-C asks for a clean end; a second one is left to the system and kills.
    if (!interruption.IsCancellationRequested)
    {
        key.Cancel = true;
        Console.Error.WriteLine("cifar: stopping after the current step; press Ctrl-C again to give up at once");
        interruption.Cancel();
    }
};
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    interruption.Cancel();
});

return await CommandLine.RunAsync(args, Console.Out, Console.Error, interruption.Token);
