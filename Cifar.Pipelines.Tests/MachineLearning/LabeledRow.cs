using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Tests.MachineLearning;

/// <summary>A row of a three-class problem. The label counts from 0; any number above 2 means that it is missing.</summary>
sealed class LabeledRow
{
    [KeyType(3)]
    public uint Label { get; set; }

    public float[] Features { get; set; } = [];

    public float Weight { get; set; } = 1;

    /// <summary>The problem in a fixture, its labels as keys with the names "ant", "bee" and "cat".</summary>
    public static IDataView Load(MLContext context, ReferenceFixture fixture, bool named = true)
    {
        var features = fixture.Get<float[][]>("features");
        var labels = fixture.Get<int[]>("labels");
        var weights = fixture.Get<float[]>("rowWeights");
        return View(context, labels.Select((label, i) => new LabeledRow { Label = (uint)label, Features = features[i], Weight = weights[i] }), features[0].Length, named);
    }

    public static IDataView View(MLContext context, IEnumerable<LabeledRow> rows, int features, bool named = true)
    {
        var schema = SchemaDefinition.Create(typeof(LabeledRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, features);
        if (named)
        {
            var names = new VBuffer<ReadOnlyMemory<char>>(3, ["ant".AsMemory(), "bee".AsMemory(), "cat".AsMemory()]);
            schema[nameof(Label)].AddAnnotation("KeyValues", names, new VectorDataViewType(TextDataViewType.Instance, 3));
        }
        return context.Data.LoadFromEnumerable(rows, schema);
    }
}
