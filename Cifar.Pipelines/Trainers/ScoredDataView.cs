using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>A data view with a classifier's columns appended, scored in batches: reading ahead costs memory for a batch and saves most of the time.</summary>
internal sealed class ScoredDataView(IDataView input, MappedColumns columns, DataViewSchema.Column features, OnnxImageScorer scorer, string descriptionJson) : IDataView
{
    private const int BatchSize = 256;

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => columns.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.ToArray();
        var source = input.GetRowCursor(columns.InputsFor(active), rand);
        // Nothing to score: the rows need no batches.
        return active.All(column => column.Index < columns.InputCount || column.Index == columns.InputCount + ScoreColumns.Description)
            ? new MappedCursor(source, columns, active)
            : new Cursor(this, source, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly ScoredDataView parent;
        private readonly DataViewRowCursor source;
        private readonly bool[] active;
        private readonly BufferedColumn?[] buffers;
        private readonly Delegate?[] getters;
        private readonly DataViewRowId[] ids = new DataViewRowId[BatchSize];
        private readonly ValueGetter<DataViewRowId> getId;
        private readonly ValueGetter<VBuffer<float>> getFeatures;
        private readonly int featureLength;
        private readonly int classes;
        private readonly float[] pixels;
        private readonly float[] probabilities;
        private readonly ScoreReader reader;
        private VBuffer<float> vector;
        private int count;
        private int slot = -1;
        private long position = -1;
        private bool ended;

        public Cursor(ScoredDataView parent, DataViewRowCursor source, DataViewSchema.Column[] columnsNeeded)
        {
            this.parent = parent;
            this.source = source;
            var description = parent.scorer.Description;
            classes = description.Labels.Fine.Count;
            featureLength = 3 * description.Height * description.Width;
            pixels = new float[BatchSize * featureLength];
            probabilities = new float[BatchSize * classes];
            active = new bool[parent.Schema.Count];
            buffers = new BufferedColumn?[parent.columns.InputCount];
            getters = new Delegate?[parent.Schema.Count];
            foreach (var column in columnsNeeded)
            {
                active[column.Index] = true;
                if (column.Index < parent.columns.InputCount)
                {
                    buffers[column.Index] = BufferedColumn.Create(source, parent.columns.Mapper.InputSchema[column.Index], BatchSize);
                }
            }

            getId = source.GetIdGetter();
            getFeatures = source.GetGetter<VBuffer<float>>(parent.features);
            reader = new ScoreReader(description.Labels.Fine, parent.descriptionJson, () => probabilities.AsMemory(Slot() * classes, classes));
        }

        public override long Position => position;

        public override long Batch => 0;

        public override DataViewSchema Schema => parent.Schema;

        public override bool MoveNext()
        {
            if (ended)
            {
                return false;
            }

            if (slot + 1 >= count)
            {
                ReadBatch();
                slot = -1;
            }

            if (count == 0)
            {
                ended = true;
                position = -1;
                return false;
            }

            slot++;
            position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Slot()];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index])
            {
                throw new InvalidOperationException($"Column '{column.Name}' was not asked for when this cursor was opened, so it has no values here.");
            }

            getters[column.Index] ??= column.Index < buffers.Length ? buffers[column.Index]!.CreateGetter(Slot) : reader.CreateGetter(column.Index - buffers.Length);
            return getters[column.Index] as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type} values; a getter of {typeof(TValue)} cannot read it.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Slot() => position >= 0 ? slot : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it returns false.");

        private void ReadBatch()
        {
            count = 0;
            while (count < BatchSize && source.MoveNext())
            {
                getFeatures(ref vector);
                vector.CopyTo(pixels.AsSpan(count * featureLength, featureLength));
                getId(ref ids[count]);
                foreach (var buffer in buffers)
                {
                    buffer?.Read(count);
                }

                count++;
            }

            if (count > 0)
            {
                parent.scorer.Run(pixels.AsSpan(0, count * featureLength), probabilities.AsSpan(0, count * classes));
            }
        }
    }
}
