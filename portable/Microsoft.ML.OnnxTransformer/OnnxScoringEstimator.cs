using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Scores an ONNX model, one row at a time. Input columns have the names of the model's inputs, output columns those of its outputs.</summary>
public sealed class OnnxScoringEstimator : TrivialEstimator<OnnxTransformer>
{
    internal OnnxScoringEstimator(IHostEnvironment environment, OnnxSource source, ScoringOptions options)
        : base(environment.Register(nameof(OnnxScoringEstimator)), new OnnxTransformer(environment, source, options)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (OnnxTensor input in Transformer.Inputs)
        {
            if (!inputSchema.TryFindColumn(input.Name, out SchemaShape.Column column))
                throw SchemaMismatch.Missing(nameof(inputSchema), "input", input.Name);
            // Keys are stored in the number type that the shape names.
            if (!column.ItemType.Equals(input.ItemType))
                throw SchemaMismatch.WrongType(nameof(inputSchema), "input", input.Name, $"{input.ItemType}", column.GetTypeString());
        }

        return inputSchema.With(Transformer.Outputs.Select(output => SchemaShape.Column.Of(output.Name, output.OutputType)));
    }
}
