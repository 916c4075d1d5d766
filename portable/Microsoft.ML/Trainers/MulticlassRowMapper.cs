using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>The columns PredictedLabel and Score of a multiclass model.</summary>
sealed class MulticlassRowMapper(DataViewSchema schema, DataViewSchema.Column feature, DataViewSchema.Column label, IMulticlassScorer scorer) : RowMapper(schema)
{
    const string Kind = "MulticlassClassification";

    internal override IEnumerable<DataViewSchema.Column> InputsOf(int output) => [feature];

    protected override DataViewSchema.DetachedColumn[] MakeOutputColumns()
    {
        uint set = NextSetId();
        var predicted = new DataViewSchema.Annotations.Builder();
        Describe(predicted, set, "PredictedLabel");
        var score = new DataViewSchema.Annotations.Builder();
        Describe(score, set, "Score");
        if (label.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is { Type: VectorDataViewType values } column && values.Size == scorer.Classes)
        {
            var getter = label.Annotations.GetterAt(column.Index);
            predicted.Add(AnnotationKinds.KeyValues, values, getter);
            score.Add(AnnotationKinds.TrainingLabelValues, values, getter);
            if (values.ItemType is TextDataViewType)
                score.Add(AnnotationKinds.SlotNames, values, getter);
        }

        return
        [
            new(MulticlassColumns.PredictedLabel, new KeyDataViewType(typeof(uint), scorer.Classes), predicted.ToAnnotations()),
            new(MulticlassColumns.Score, new VectorDataViewType(NumberDataViewType.Single, scorer.Classes), score.ToAnnotations()),
        ];
    }

    static void Describe(DataViewSchema.Annotations.Builder builder, uint set, string valueKind)
    {
        builder.AddPrimitiveValue(AnnotationKinds.ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), set);
        builder.AddText(AnnotationKinds.ScoreColumnKind, Kind);
        builder.AddText(AnnotationKinds.ScoreValueKind, valueKind);
    }

    /// <summary>Columns of one scorer share a number that those of earlier scorers do not have.</summary>
    uint NextSetId()
    {
        uint greatest = 0;
        foreach (var column in InputSchema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnSetId) is not { Type: KeyDataViewType { RawType: var raw } } || raw != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(AnnotationKinds.ScoreColumnSetId, ref id);
            greatest = Math.Max(greatest, id);
        }

        return greatest + 1;
    }

    // MakeGetters makes both, because they share the scores.
    protected override Delegate MakeGetter(DataViewRow input, int output) => MakeGetters(input, i => i == output, out _)[output]!;

    internal override Delegate?[] MakeGetters(DataViewRow input, Func<int, bool> isActive, out Action? dispose)
    {
        dispose = null;
        var row = new ScoredRow(input, feature, scorer);
        return [isActive(0) ? (ValueGetter<uint>)row.GetPredictedLabel : null, isActive(1) ? (ValueGetter<VBuffer<float>>)row.GetScore : null];
    }

    /// <summary>The scores of the row a cursor is on, computed when first asked for.</summary>
    sealed class ScoredRow(DataViewRow input, DataViewSchema.Column feature, IMulticlassScorer scorer)
    {
        readonly ValueGetter<VBuffer<float>> _getFeatures = input.GetGetter<VBuffer<float>>(input.Schema[feature.Index]);
        readonly float[] _scores = new float[scorer.Classes];
        VBuffer<float> _features;
        long? _position;

        internal void GetScore(ref VBuffer<float> value)
        {
            Refresh();
            VBuffer<float>.Copy(_scores, 0, ref value, _scores.Length);
        }

        /// <summary>The key of the first greatest score; the missing key when the features were no numbers.</summary>
        internal void GetPredictedLabel(ref uint value)
        {
            Refresh();
            int best = 0;
            for (int i = 1; i < _scores.Length; i++)
            {
                if (_scores[i] > _scores[best])
                    best = i;
            }

            value = float.IsNaN(_scores[best]) ? 0 : (uint)best + 1;
        }

        void Refresh()
        {
            if (_position == input.Position)
                return;
            _getFeatures(ref _features);
            if (_features.Length != scorer.Features)
                throw new InvalidOperationException($"The model was trained with {scorer.Features} features; this row has {_features.Length}.");
            scorer.Score(_features, _scores);
            _position = input.Position;
        }
    }
}
