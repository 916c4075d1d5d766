using System.ComponentModel.DataAnnotations;

namespace Cifar.Models.Transfer;

/// <summary>How features are computed and kept.</summary>
public record FeatureOptions
{
    /// <summary>Height and width that images are brought to for the backbone, in pixels.</summary>
    /// <value>160. 8 to 1,024; the backbone may want multiples of some number.</value>
    [Range(8, 1024)] public int ImageSize { get; init; } = 160;

    /// <summary>How they are brought to it.</summary>
    /// <value>Bicubic.</value>
    [EnumDataType(typeof(ResizeFilter))] public ResizeFilter Resize { get; init; } = ResizeFilter.Bicubic;

    /// <summary>What is done with mirrored images.</summary>
    /// <value>None.</value>
    [EnumDataType(typeof(FlipMode))] public FlipMode Flip { get; init; }

    /// <summary>Images that go through the backbone together, on each core.</summary>
    /// <value>4: what is computed in between then stays in the cache of a core. 1 to 1,024.</value>
    [Range(1, 1024)] public int InferenceBatch { get; init; } = 4;

    /// <summary>Threads.</summary>
    /// <value>0: as many as there are cores. 0 to 1,024.</value>
    [Range(0, 1024)] public int Threads { get; init; }

    /// <summary>Folder for computed features.</summary>
    /// <value>null: a folder of the user's cache. It is made where it is missing.</value>
    public string? CacheFolder { get; init; }

    /// <summary>Checks all options.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message has a line for each.</exception>
    public void Validate()
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), problems, validateAllProperties: true))
        {
            throw new ArgumentException("The options are not valid:\n  " + string.Join("\n  ", problems.Select(Describe)));
        }
    }

    internal int ThreadCount => Threads > 0 ? Threads : Environment.ProcessorCount;

    private string Describe(ValidationResult problem)
    {
        string name = problem.MemberNames.First();
        return $"{name} is {GetType().GetProperty(name)?.GetValue(this)}: {problem.ErrorMessage}";
    }
}
