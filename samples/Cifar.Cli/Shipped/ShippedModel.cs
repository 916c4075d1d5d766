namespace Cifar.Cli.Shipped;

/// <summary>A trained model that comes with the program.</summary>
/// <param name="Name">What <c>--model</c> takes.</param>
/// <param name="File">Its file, beside the list.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">Hash of the file, in lower case.</param>
/// <param name="Data">The data that it was trained on.</param>
/// <param name="TestAccuracy">Share of the test images that the file classifies correctly, 0..1.</param>
/// <param name="TestImages">How many those are.</param>
/// <param name="Seed">Seed of the training.</param>
/// <param name="Command">The command that trained it.</param>
/// <param name="Export">The command that made the file from what was trained; null where that was not needed.</param>
internal sealed record ShippedModel(
    string Name, string File, long Bytes, string Sha256, string Data, double TestAccuracy, int TestImages, int Seed, string Command, string? Export);
