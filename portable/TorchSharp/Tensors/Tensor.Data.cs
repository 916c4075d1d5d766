using System.Runtime.InteropServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in place; <typeparamref name="T"/> must be the element type itself. A copy when the tensor is not in CPU memory.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            Validate<T>();
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"Only a tensor with one element is a number; this one has {NumberOfElements}.");
            if (device_type == DeviceType.CPU) return data<T>()[0];
            using var local = Aten.One("to.dtype_layout", this, default, default, new Device(DeviceType.CPU));
            return local.data<T>()[0];
        }

        /// <summary>The memory of a contiguous CPU tensor, as bytes. Setting copies.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                var description = Describe();
                Validate(description);
                return new Span<byte>((void*)DataAddress(), checked((int)(description.Elements * description.ElementSize)));
            }
            set
            {
                var target = bytes;
                if (value.Length != target.Length)
                    throw new ArgumentException($"Mismatched data sizes: the tensor has {target.Length} bytes, the span {value.Length}.", nameof(value));
                value.CopyTo(target);
            }
        }

        /// <summary>Writes the elements as they lie in memory, row by row of the logical shape.</summary>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var dense = Dense();
            foreach (var (address, length) in dense.Pieces()) stream.Write(Memory(address, length));
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            Validate(Describe());
            foreach (var (address, length) in Pieces()) stream.ReadExactly(Memory(address, length));
        }

        internal nint DataAddress()
        {
            nint address = NativeMethods.mt_data(Handle);
            if (address == 0 && NumberOfElements > 0) throw new ExternalException(NativeMethods.LastError());
            return address;
        }

        // The same elements in C order on the CPU; another object even where nothing has to be copied.
        Tensor Dense()
        {
            var description = Describe();
            if (description.DeviceType == 0 && description.Contiguous != 0) return alias();
            using var local = Aten.One("to.dtype_layout", this, default, default, new Device(DeviceType.CPU));
            return local.contiguous();
        }

        // A span cannot be longer than 2 GiB, a tensor can.
        IEnumerable<(nint Address, int Length)> Pieces()
        {
            const int Piece = 1 << 30;
            var description = Describe();
            long total = description.Elements * description.ElementSize;
            nint address = DataAddress();
            for (long done = 0; done < total; done += Piece)
                yield return (address + (nint)done, (int)Math.Min(Piece, total - done));
        }

        static unsafe Span<byte> Memory(nint address, int length) => new((void*)address, length);

        static void Validate(TensorDescription description)
        {
            if (description.DeviceType != 0)
                throw new InvalidOperationException("The elements lie in another device's memory; call cpu() first.");
            if (description.Contiguous == 0)
                throw new InvalidOperationException("The tensor is not contiguous; call contiguous() first.");
        }

        void Validate<T>()
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.Bool => typeof(bool),
                var other => throw new ArgumentException($"Elements of type {other} cannot be read; convert the tensor first."),
            };
            if (typeof(T) != expected) throw new ArgumentException($"Elements of type {dtype} are read as {expected.Name}, not as {typeof(T).Name}.");
        }

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        /// <summary>The one element, whatever its type.</summary>
        public Scalar ToScalar() => Aten.Number("item", this);

        public bool is_nonzero() => Aten.Number("is_nonzero", this).ToBoolean();
    }
}
