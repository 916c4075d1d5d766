namespace Cifar.Pipelines.Data;

/// <summary>The column names that data sets, transforms and trainers of this library use where the caller names none.</summary>
public static class ColumnNames
{
    /// <summary>Pictures, an image column.</summary>
    public const string Image = "Image";

    /// <summary>File of a picture, a text column.</summary>
    public const string ImagePath = "ImagePath";

    /// <summary>Class, a key column with the class names as key values.</summary>
    public const string Label = "Label";

    /// <summary>Superclass, a key column with the superclass names as key values.</summary>
    public const string CoarseLabel = "CoarseLabel";

    /// <summary>Normalised pixels <c>[3, H, W]</c>, a vector of float32.</summary>
    public const string Features = "Features";

    /// <summary>Probability of each class, a vector of float32 that sums to 1, slot names = class names.</summary>
    public const string Score = "Score";

    /// <summary>The class of the greatest score, a key column.</summary>
    public const string PredictedLabel = "PredictedLabel";

    /// <summary>The name of that class, a text column.</summary>
    public const string PredictedClass = "PredictedClass";

    /// <summary>What the model is (classes, preprocessing, training), a text column with the same JSON in every row.</summary>
    public const string ModelDescription = "ModelDescription";
}
