using System.Runtime.InteropServices;
using Cifar.Cli;

// Not disposed: a signal may arrive until the very end of the process.
var interruption = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.RunAsync(args, Console.Out, Console.Error, interruption.Token);

// The first signal asks for a clean end; a second one is left to the system and kills.
void Stop(PosixSignalContext signal)
{
    if (!interruption.IsCancellationRequested)
    {
        signal.Cancel = true;
        Console.Error.WriteLine("cifar: stopping after the current step; press Ctrl-C again to give up at once");
        interruption.Cancel();
    }
    else if (!Console.IsErrorRedirected)
    {
        // A progress bar hides the cursor and will not come to show it again.
        Console.Error.Write("\e[?25h");
    }
}
