namespace Cifar.Models.Weights;

/// <summary>timm's names for the weights of VGG16, as torchvision's. timm's hidden layers are convolutions of 7x7 and 1x1 with the same numbers.</summary>
internal static class VggNames
{
    private static readonly (string Timm, string Torchvision)[] Layers =
    [
        ("pre_logits.fc1.", "classifier.0."), ("pre_logits.fc2.", "classifier.3."), ("head.fc.", "classifier.6."),
    ];

    public static string FromTimm(string name)
    {
        foreach (var (timm, torchvision) in Layers)
        {
            if (name.StartsWith(timm, StringComparison.Ordinal))
            {
                return torchvision + name[timm.Length..];
            }
        }

        return name;
    }
}
