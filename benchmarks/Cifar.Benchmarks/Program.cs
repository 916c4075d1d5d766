using System.Globalization;
using System.Text.Json;
using Cifar.Benchmarks;
using Cifar.Models.Training;

// One measurement a process, printed as one line of JSON; the scripts in benchmarks/ alternate these with the same measurement elsewhere.
object? found = args switch
{
    ["features", _, _, _, _, _, _] => FeatureSpeed.Run(args[1..]),
    ["prediction", var folder, .. { Length: <= 2 } counts] =>
        SinglePredictionVerb.Measure(folder, counts.Length > 0 ? Number(counts[0]) : 8, counts.Length > 1 ? Number(counts[1]) : 400),
    ["transform", var model, var images, var rounds] => BatchTransform.Measure(model, Number(images), Number(rounds)),
    ["records", var folder, var threads, var repeats] => RecordReading.Measure(folder, Number(threads), Number(repeats)),
    ["sharpen", var file, var height, var width, var repeats, var result] => Sharpening.Measure(file, Number(height), Number(width), Number(repeats), result),
    ["pictures", var folder, var side, var threads] => PictureLoading.Measure(folder, Number(side), Number(threads)),
    ["augmented", var folder, var network, var batch, var threads, var warmUp, var steps] =>
        AugmentedEpoch.Measure(folder, network, Number(batch), Number(threads), Number(warmUp), Number(steps)),
    ["memory", var folder, var network, var batch, var threads, var steps] =>
        TrainingMemory.Measure(folder, network, Number(batch), Number(threads), Number(steps)),
    ["accuracy", var folder, var epochs, var threads, var seed] => TimeToAccuracy.Measure(folder, Number(epochs), Number(threads), Number(seed)),
    ["peak", var threads, var repeats] => MatrixPeak.Measure(Number(threads), Number(repeats)),
    ["work", var network, var width, var side] => new Measurement(NetworkWork.MultiplyAdds(network, Real(width), Number(side))),
    ["scaling", var what, var folder, var threads] => ScalingCurves.Measure(what, folder, Number(threads)),
    ["plots", var file, var folder] => ScalingPlots.Draw(file, folder),
    [var network, var width, var side, "float32" or "bfloat16", "on" or "off", var batch, var threads, var warmUp, var steps] => new TrainingSpeed
    {
        Network = network,
        Width = Real(width),
        Side = Number(side),
        Precision = Enum.Parse<TrainingPrecision>(args[3], ignoreCase: true),
        Augmentation = args[4] == "on",
        Batch = Number(batch),
        Threads = Number(threads),
        WarmUp = Number(warmUp),
        Steps = Number(steps),
    }.Measure(),
    _ => null,
};
if (found is null)
{
    Console.Error.WriteLine(
        """
        usage: Cifar.Benchmarks NETWORK WIDTH SIDE float32|bfloat16 on|off BATCH THREADS WARM-UP-STEPS STEPS
          SIDE    pixels the network is trained at; the images have 32
          on|off  with flip and shift, or without
        or one of these, which the scripts beside it run:
          features BACKBONE SIZE BATCH IMAGES THREADS ROUNDS
          prediction FOLDER [ROUNDS [PREDICTIONS]]      FOLDER has model.zip and model.onnx of one training
          transform MODEL IMAGES ROUNDS
          records FOLDER THREADS REPEATS                FOLDER has train.bin
          sharpen FILE HEIGHT WIDTH REPEATS RESULT      FILE holds planar RGB bytes
          pictures FOLDER SIDE THREADS
          augmented FOLDER NETWORK|none BATCH THREADS WARM-UP-STEPS STEPS
          memory FOLDER NETWORK BATCH THREADS STEPS
          accuracy FOLDER EPOCHS THREADS SEED
          peak THREADS REPEATS
          work NETWORK WIDTH SIDE
          scaling batch|size|threads|data FOLDER THREADS
          plots MEASUREMENTS FOLDER
        """);
    return 2;
}

// Several of one kind are lines of their own, each as soon as it is there.
foreach (object? one in found is System.Collections.IEnumerable several ? several : new[] { found })
{
    Console.WriteLine(JsonSerializer.Serialize(one, one!.GetType()));
}

return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static double Real(string text) => double.Parse(text, CultureInfo.InvariantCulture);
