using Cifar.Models.Onnx;
using Cifar.Pipelines.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Cifar.Pipelines.Trainers;

/// <summary>Reads a batch of rows ahead, scores it in one run, and hands the rows out one by one.</summary>
internal sealed class ScoredCursor : DataViewRowCursor
{
    // Large batches of small pictures; of large ones no more than 16 MB at a time.
    private const int LargestBatch = 256;
    private const int LargestBatchValues = 4 << 20;

    private readonly DataViewRowCursor source;
    private readonly MappedColumns columns;
    private readonly OnnxImageScorer scorer;
    private readonly bool[] isActive;
    private readonly BufferedColumn?[] buffers;
    private readonly Delegate?[] getters;
    private readonly int batchSize;
    private readonly DataViewRowId[] ids;
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

    public ScoredCursor(
        DataViewRowCursor source,
        MappedColumns columns,
        DataViewSchema.Column features,
        OnnxImageScorer scorer,
        string descriptionJson,
        IReadOnlyList<DataViewSchema.Column> active)
    {
        this.source = source;
        this.columns = columns;
        this.scorer = scorer;
        var description = scorer.Description;
        classes = description.Labels.Fine.Count;
        featureLength = 3 * description.Height * description.Width;
        batchSize = Math.Clamp(LargestBatchValues / featureLength, 1, LargestBatch);
        ids = new DataViewRowId[batchSize];
        pixels = new float[batchSize * featureLength];
        probabilities = new float[batchSize * classes];
        isActive = new bool[columns.Schema.Count];
        buffers = new BufferedColumn?[columns.InputCount];
        getters = new Delegate?[columns.Schema.Count];
        foreach (var column in active)
        {
            isActive[column.Index] = true;
            if (column.Index < columns.InputCount)
            {
                buffers[column.Index] = BufferedColumn.Create(source, columns.Mapper.InputSchema[column.Index], batchSize);
            }
        }

        getId = source.GetIdGetter();
        getFeatures = source.GetGetter<VBuffer<float>>(features);
        reader = new ScoreReader(description.Labels.Fine, descriptionJson, () => probabilities.AsMemory(Slot() * classes, classes));
    }

    public override long Position => position;

    public override long Batch => 0;

    public override DataViewSchema Schema => columns.Schema;

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

    public override bool IsColumnActive(DataViewSchema.Column column) => isActive[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = ids[Slot()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!isActive[column.Index])
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
        while (count < batchSize && source.MoveNext())
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
            scorer.Run(pixels.AsMemory(0, count * featureLength), probabilities.AsMemory(0, count * classes));
        }
    }
}
