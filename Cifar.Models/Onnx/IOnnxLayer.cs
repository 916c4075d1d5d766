namespace Cifar.Models.Onnx;

/// <summary>A module with a forward pass of its own that knows how to write itself into an ONNX graph.</summary>
/// <remarks>Modules that are a chain of others hand it on: <c>=> graph.Add(body, input)</c>.</remarks>
public interface IOnnxLayer
{
    /// <summary>Writes the nodes of this module.</summary>
    /// <param name="graph">The graph being built.</param>
    /// <param name="input">Name of the value that the module reads.</param>
    /// <returns>Name of the value that the module makes, the same as its forward pass in evaluation mode.</returns>
    string WriteOnnx(OnnxGraphBuilder graph, string input);
}
