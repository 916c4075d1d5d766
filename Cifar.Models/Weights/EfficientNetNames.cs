namespace Cifar.Models.Weights;

/// <summary>timm's names for the weights of EfficientNet, as torchvision's.</summary>
internal static class EfficientNetNames
{
    private static readonly Dictionary<string, string> Ends = new(StringComparer.Ordinal)
    {
        ["conv_stem"] = "features.0.0",
        ["bn1"] = "features.0.1",
        ["conv_head"] = "features.8.0",
        ["bn2"] = "features.8.1",
        ["classifier"] = "classifier.1",
    };

    // The blocks of the first stage do not make more channels first.
    private static readonly Dictionary<string, string> FirstStage = new(StringComparer.Ordinal)
    {
        ["conv_dw"] = "0.0",
        ["bn1"] = "0.1",
        ["se.conv_reduce"] = "1.fc1",
        ["se.conv_expand"] = "1.fc2",
        ["conv_pw"] = "2.0",
        ["bn2"] = "2.1",
    };

    private static readonly Dictionary<string, string> LaterStages = new(StringComparer.Ordinal)
    {
        ["conv_pw"] = "0.0",
        ["bn1"] = "0.1",
        ["conv_dw"] = "1.0",
        ["bn2"] = "1.1",
        ["se.conv_reduce"] = "2.fc1",
        ["se.conv_expand"] = "2.fc2",
        ["conv_pwl"] = "3.0",
        ["bn3"] = "3.1",
    };

    public static string FromTimm(string name)
    {
        int end = name.LastIndexOf('.');
        if (end < 0)
        {
            return name;
        }

        string layer = name[..end], kind = name[end..];
        if (Ends.TryGetValue(layer, out string? known))
        {
            return known + kind;
        }

        return layer.Split('.', 4) is ["blocks", var stage, var block, var part]
            && int.TryParse(stage, out int number)
            && (number == 0 ? FirstStage : LaterStages).TryGetValue(part, out string? place)
            ? $"features.{number + 1}.{block}.block.{place}{kind}"
            : name;
    }
}
