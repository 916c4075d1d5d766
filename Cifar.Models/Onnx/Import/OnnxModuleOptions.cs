namespace Cifar.Models.Onnx.Import;

/// <summary>How an ONNX file becomes a module.</summary>
public sealed record OnnxModuleOptions
{
    /// <summary>Rows of the images.</summary>
    /// <value>null: what the file says, else 224. 1 to 4,096.</value>
    public int? Height { get; init; }

    /// <summary>Columns of the images.</summary>
    /// <value>null: what the file says, else 224. 1 to 4,096.</value>
    public int? Width { get; init; }

    /// <summary>Name of the value that the module returns; any value of the graph.</summary>
    /// <value>null: the output of the graph; <c>logits</c> where there are several.</value>
    public string? Output { get; init; }
}
