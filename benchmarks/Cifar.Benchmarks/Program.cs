using System.Globalization;
using System.Text.Json;
using Cifar.Benchmarks;
using Cifar.Models.Training;

// benchmarks/feature_extraction.sh: one line of JSON a round.
if (args is ["features", _, _, _, _, _, _])
{
    foreach (FeatureSpeed.Result result in FeatureSpeed.Run(args[1..]))
    {
        Console.WriteLine(JsonSerializer.Serialize(result));
    }

    return 0;
}

if (args is ["prediction", var folder, .. { Length: <= 2 } counts])
{
    Console.WriteLine(JsonSerializer.Serialize(SinglePredictionVerb.Measure(folder, counts.Length > 0 ? Number(counts[0]) : 8, counts.Length > 1 ? Number(counts[1]) : 400)));
    return 0;
}

// One measurement a process, one line of JSON: benchmarks/training_speed.sh alternates these with the same measurement in PyTorch.
if (args is not [var network, var width, var side, "float32" or "bfloat16", "on" or "off", var batch, var threads, var warmUp, var steps])
{
    Console.Error.WriteLine(
        """
        usage: Cifar.Benchmarks NETWORK WIDTH SIDE float32|bfloat16 on|off BATCH THREADS WARM-UP-STEPS STEPS
        or:    Cifar.Benchmarks features BACKBONE SIZE BATCH IMAGES THREADS ROUNDS
          SIDE    pixels the network is trained at; the images have 32
          on|off  with flip and shift, or without
        or:    Cifar.Benchmarks prediction FOLDER [ROUNDS [PREDICTIONS]]      benchmarks/single_prediction.sh runs it
          FOLDER  model.zip and model.onnx of one training
        """);
    return 2;
}

var measurement = new TrainingSpeed
{
    Network = network,
    Width = double.Parse(width, CultureInfo.InvariantCulture),
    Side = Number(side),
    Precision = Enum.Parse<TrainingPrecision>(args[3], ignoreCase: true),
    Augmentation = args[4] == "on",
    Batch = Number(batch),
    Threads = Number(threads),
    WarmUp = Number(warmUp),
    Steps = Number(steps),
};
Console.WriteLine(JsonSerializer.Serialize(measurement.Measure()));
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
