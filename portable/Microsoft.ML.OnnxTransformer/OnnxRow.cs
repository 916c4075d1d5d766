using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Scores the current row of one cursor: the model runs once a row, when the first of its outputs is asked for.</summary>
sealed class OnnxRow : IDisposable
{
    readonly OnnxModel _model;
    readonly DataViewRow _row;
    readonly string[] _inputs;
    readonly OnnxFeed[] _feeds;
    readonly OrtValue[] _values;
    readonly string[] _outputs;
    IDisposableReadOnlyCollection<OrtValue>? _results;
    long _position;

    internal OnnxRow(OnnxModel model, DataViewRow row, OnnxTensor[] inputs, DataViewSchema.Column[] columns, string[] outputs)
    {
        _model = model;
        _row = row;
        _inputs = Array.ConvertAll(inputs, input => input.Name);
        _feeds = new OnnxFeed[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            _feeds[i] = OnnxFeed.Of(row, columns[i], inputs[i]);
        _values = new OrtValue[inputs.Length];
        _outputs = outputs;
    }

    /// <summary>A getter of one of the outputs this row was made for.</summary>
    internal Delegate GetterOf(OnnxTensor output)
    {
        int index = Array.IndexOf(_outputs, output.Name);
        return output.ElementType switch
        {
            TensorElementType.Float => Numbers<float>(index),
            TensorElementType.Double => Numbers<double>(index),
            TensorElementType.Int8 => Numbers<sbyte>(index),
            TensorElementType.UInt8 => Numbers<byte>(index),
            TensorElementType.Int16 => Numbers<short>(index),
            TensorElementType.UInt16 => Numbers<ushort>(index),
            TensorElementType.Int32 => Numbers<int>(index),
            TensorElementType.UInt32 => Numbers<uint>(index),
            TensorElementType.Int64 => Numbers<long>(index),
            TensorElementType.UInt64 => Numbers<ulong>(index),
            TensorElementType.Bool => Numbers<bool>(index),
            _ => Texts(index),
        };
    }

    public void Dispose()
    {
        _results?.Dispose();
        foreach (OnnxFeed feed in _feeds)
            feed.Dispose();
    }

    OrtValue Result(int index)
    {
        if (_results is null || _position != _row.Position)
        {
            for (int i = 0; i < _feeds.Length; i++)
                _values[i] = _feeds[i].Next();
            _results?.Dispose();
            _results = null;
            _results = _model.Run(_inputs, _values, _outputs);
            _position = _row.Position;
        }

        return _results[index];
    }

    ValueGetter<VBuffer<T>> Numbers<T>(int index) where T : unmanaged => (ref VBuffer<T> vector) =>
    {
        ReadOnlySpan<T> values = Result(index).GetTensorDataAsSpan<T>();
        VBufferEditor<T> editor = VBufferEditor.Create(ref vector, values.Length);
        values.CopyTo(editor.Values);
        vector = editor.Commit();
    };

    ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(int index) => (ref VBuffer<ReadOnlyMemory<char>> vector) =>
    {
        string[] values = Result(index).GetStringTensorAsArray();
        VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref vector, values.Length);
        for (int i = 0; i < values.Length; i++)
            editor.Values[i] = values[i].AsMemory();
        vector = editor.Commit();
    };
}
