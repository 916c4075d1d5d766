using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="CustomMappingTransformer{TSrc, TDst}"/>.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>> where TSrc : class, new() where TDst : class, new()
{
    internal CustomMappingEstimator(
        IHostEnvironment environment, Action<TSrc, TDst> mapAction, string? contractName, SchemaDefinition? inputSchemaDefinition, SchemaDefinition? outputSchemaDefinition)
        : base(
            environment.Register(nameof(CustomMappingEstimator<TSrc, TDst>)),
            new CustomMappingTransformer<TSrc, TDst>(environment, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition))
    { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var member in RowMember.Of(typeof(TSrc), Transformer.InputDefinition, SchemaDefinition.Direction.Write))
        {
            var wanted = SchemaShape.Column.Of(member.ColumnName, member.ColumnType);
            var found = inputSchema.Input(member.ColumnName);
            if (!Fits(wanted, found))
                throw SchemaMismatch.WrongType(nameof(inputSchema), "input", member.ColumnName, wanted.GetTypeString(), found.GetTypeString());
        }

        return inputSchema.With(SchemaShape.Create(Transformer.Added.Schema));
    }

    /// <summary>A member for vectors of any size takes those of known size too.</summary>
    static bool Fits(SchemaShape.Column wanted, SchemaShape.Column found) =>
        wanted.IsKey == found.IsKey && wanted.ItemType.Equals(found.ItemType)
        && (wanted.Kind == found.Kind || (wanted.Kind == SchemaShape.Column.VectorKind.VariableVector && found.Kind == SchemaShape.Column.VectorKind.Vector));
}
