using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Turns the current value of a column into the value of an ONNX input. Belongs to one cursor, which reuses its memory row by row.</summary>
abstract class OnnxFeed : IDisposable
{
    internal abstract OrtValue Next();

    public abstract void Dispose();

    internal static OnnxFeed Of(DataViewRow row, DataViewSchema.Column column, OnnxTensor input) => input.ElementType switch
    {
        TensorElementType.Float => Numbers<float>(row, column, input),
        TensorElementType.Double => Numbers<double>(row, column, input),
        TensorElementType.Int8 => Numbers<sbyte>(row, column, input),
        TensorElementType.UInt8 => Numbers<byte>(row, column, input),
        TensorElementType.Int16 => Numbers<short>(row, column, input),
        TensorElementType.UInt16 => Numbers<ushort>(row, column, input),
        TensorElementType.Int32 => Numbers<int>(row, column, input),
        TensorElementType.UInt32 => Numbers<uint>(row, column, input),
        TensorElementType.Int64 => Numbers<long>(row, column, input),
        TensorElementType.UInt64 => Numbers<ulong>(row, column, input),
        TensorElementType.Bool => Numbers<bool>(row, column, input),
        _ => new Texts(Vectors<ReadOnlyMemory<char>>(row, column), input.InputShape),
    };

    static Tensor<T> Numbers<T>(DataViewRow row, DataViewSchema.Column column, OnnxTensor input) where T : unmanaged =>
        new(Vectors<T>(row, column), input.InputShape);

    /// <summary>A scalar is read as a vector of one.</summary>
    static ValueGetter<VBuffer<T>> Vectors<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
            return row.GetGetter<VBuffer<T>>(column);
        ValueGetter<T> getScalar = row.GetGetter<T>(column);
        T scalar = default!;
        return (ref VBuffer<T> vector) =>
        {
            getScalar(ref scalar);
            VBufferEditor<T> editor = VBufferEditor.Create(ref vector, 1);
            editor.Values[0] = scalar;
            vector = editor.Commit();
        };
    }

    /// <summary>The shape for a number of values: an open dimension takes what the others leave.</summary>
    static long[] ShapeFor(int[] shape, int length)
    {
        long known = 1;
        foreach (int dimension in shape)
            known *= Math.Max(dimension, 1);
        long[] actual = Array.ConvertAll(shape, dimension => dimension > 0 ? dimension : length / known);
        return actual.Aggregate(1L, (product, dimension) => product * dimension) == length
            ? actual
            : throw new InvalidOperationException($"{length} values do not fit the shape [{string.Join(", ", shape)}] (0 is an open dimension).");
    }

    sealed class Tensor<T>(ValueGetter<VBuffer<T>> getVector, int[] shape) : OnnxFeed where T : unmanaged
    {
        VBuffer<T> _vector;
        T[] _values = [];
        OrtValue? _tensor;

        internal override OrtValue Next()
        {
            getVector(ref _vector);
            if (_tensor is null || _values.Length != _vector.Length)
            {
                long[] actual = ShapeFor(shape, _vector.Length);
                _tensor?.Dispose();
                _values = new T[_vector.Length];
                _tensor = OrtValue.CreateTensorValueFromMemory(_values, actual);
            }

            _vector.CopyTo(_values);
            return _tensor;
        }

        public override void Dispose() => _tensor?.Dispose();
    }

    sealed class Texts(ValueGetter<VBuffer<ReadOnlyMemory<char>>> getVector, int[] shape) : OnnxFeed
    {
        VBuffer<ReadOnlyMemory<char>> _vector, _dense;
        OrtValue? _tensor;

        internal override OrtValue Next()
        {
            getVector(ref _vector);
            _vector.CopyToDense(ref _dense);
            long[] actual = ShapeFor(shape, _dense.Length);
            _tensor?.Dispose();
            _tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, actual);
            ReadOnlySpan<ReadOnlyMemory<char>> values = _dense.GetValues();
            for (int i = 0; i < values.Length; i++)
                _tensor.StringTensorSetElementAt(values[i].Span, i);
            return _tensor;
        }

        public override void Dispose() => _tensor?.Dispose();
    }
}
