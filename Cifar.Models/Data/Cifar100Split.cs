namespace Cifar.Models.Data;

/// <summary>The two parts of a set in the CIFAR-100 binary layout.</summary>
public enum Cifar100Split
{
    /// <summary>The images to learn from (<c>train.bin</c>; 50,000 in CIFAR-100). Validation images are taken from here.</summary>
    Train,

    /// <summary>The images to be judged on, once, at the end (<c>test.bin</c>; 10,000 in CIFAR-100).</summary>
    Test,
}
