using System.Globalization;
using System.Text.Json;
using Cifar.Benchmarks;

// One measurement a process, one line of JSON: benchmarks/training_speed.sh alternates these with the same measurement in PyTorch.
if (args is not [var batch, var threads, var warmUp, var steps, "on" or "off"])
{
    Console.Error.WriteLine("usage: Cifar.Benchmarks BATCH THREADS WARM-UP-STEPS STEPS on|off     (on: with flip and shift)");
    return 2;
}

var measurement = new TrainingSpeed(Number(batch), Number(threads), Number(warmUp), Number(steps), Augmentation: args[4] == "on").Measure();
Console.WriteLine(JsonSerializer.Serialize(measurement));
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
