namespace Cifar.Pipelines.Tests.Documentation;

/// <summary>Whatever is wrong with a page, all of it at once and in full.</summary>
internal static class Faults
{
    public static void None(IEnumerable<string> faults)
    {
        string all = string.Join('\n', faults);
        Assert.True(all.Length == 0, all);
    }
}
