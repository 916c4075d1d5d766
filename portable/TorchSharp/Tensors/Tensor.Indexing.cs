using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Assign([i1], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Element([i1, i2]);
            set => Assign([i1, i2], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Element([i1, i2, i3]);
            set => Assign([i1, i2, i3], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Element([i1, i2, i3, i4]);
            set => Assign([i1, i2, i3, i4], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => Element(indices);
            set => Assign(indices, value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, selectors) = View(indices);
            if (selectors is null) return view;
            using (view) return Aten.One("index.Tensor", view, Value.Indices(selectors));
        }

        public Tensor index(params Tensor[] indices) => Aten.One("index.Tensor", this, Value.Indices(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, selectors) = View(indices);
            using (view)
            {
                if (selectors is not null) Aten.InPlace(view, "index_put_", view, Value.Indices(selectors), value, accumulate);
                else if (accumulate) view.add_(value);
                else view.copy_(value);
            }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.InPlace(this, "index_put_", this, Value.Indices(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var scalar = full([], value, dtype: dtype, device: device);
            return index_put_(scalar, indices, accumulate: false);
        }

        Tensor Element(ReadOnlySpan<long> indices)
        {
            var current = alias();
            foreach (long position in indices)
            {
                using var previous = current;
                current = previous.select(0, position);
            }
            return current;
        }

        void Assign(ReadOnlySpan<long> indices, Tensor value)
        {
            using var target = Element(indices);
            target.copy_(value);
        }

        // Numbers, slices and new axes only look at this tensor differently. What is left are tensors that select, by the dimension they stand at.
        (Tensor View, Tensor?[]? Selectors) View(TensorIndex[] indices)
        {
            long given = indices.Count(i => i.Kind is TensorIndex.Role.Single or TensorIndex.Role.Slice)
                + indices.Where(i => i.Kind == TensorIndex.Role.Tensor).Sum(i => i.Selector!.dtype == ScalarType.Bool ? i.Selector.ndim : 1);
            var selectors = new List<Tensor?>();
            var current = alias();
            int dimension = 0;
            foreach (var one in indices)
            {
                if (one.Kind == TensorIndex.Role.Ellipsis)
                {
                    dimension += (int)(ndim - given);
                    continue;
                }
                if (one.Kind == TensorIndex.Role.Tensor)
                {
                    while (selectors.Count < dimension) selectors.Add(null);
                    selectors.Add(one.Selector);
                    dimension += one.Selector!.dtype == ScalarType.Bool ? (int)one.Selector.ndim : 1;
                    continue;
                }
                if (one.Kind == TensorIndex.Role.Slice && one is { Start: null, Stop: null, Step: null or 1 })
                {
                    dimension++;
                    continue;
                }
                using var previous = current;
                current = one.Kind switch
                {
                    TensorIndex.Role.Single => previous.select(dimension, one.Start!.Value),
                    TensorIndex.Role.NewAxis => previous.unsqueeze(dimension++),
                    TensorIndex.Role.Slice => previous.slice(dimension++, one.Start ?? 0, one.Stop ?? long.MaxValue, one.Step ?? 1),
                    _ => FlagAxis(previous, dimension++, one.Start == 1),
                };
            }
            return (current, selectors.Count == 0 ? null : [.. selectors]);
        }

        // true keeps everything behind a new axis of one, false leaves nothing.
        static Tensor FlagAxis(Tensor tensor, int dimension, bool flag)
        {
            using var widened = tensor.unsqueeze(dimension);
            return widened.slice(dimension, 0, flag ? 1 : 0, 1);
        }
    }
}
