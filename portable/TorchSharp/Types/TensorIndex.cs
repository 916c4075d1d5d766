namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position in an index expression: a number, a slice, a new axis, an ellipsis, a mask or a tensor of numbers.</summary>
    public struct TensorIndex
    {
        internal enum Role { Slice, Single, NewAxis, Ellipsis, Flag, Tensor }

        internal Role Kind;
        internal long? Start;
        internal long? Stop;
        internal long? Step;
        internal Tensor? Selector;

        public static TensorIndex Ellipsis = new() { Kind = Role.Ellipsis };
        public static TensorIndex None = new() { Kind = Role.NewAxis };
        public static TensorIndex Null = new() { Kind = Role.NewAxis };
        public static TensorIndex Colon = new() { Kind = Role.Slice };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Kind = Role.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(Edge(range.Start), range.End.Equals(^0) ? null : Edge(range.End));

        public static TensorIndex Bool(bool value) => new() { Kind = Role.Flag, Start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => index is null ? Null : new() { Kind = Role.Single, Start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { Kind = Role.Tensor, Selector = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Edge(index));

        static long Edge(Index index) => index.IsFromEnd ? -(long)index.Value : index.Value;
    }
}
