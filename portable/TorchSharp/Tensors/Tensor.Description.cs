using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Describe().Dimensions;

        public long dim() => Describe().Dimensions;

        public long ndim => Describe().Dimensions;

        public long NumberOfElements => Describe().Elements;

        public long numel() => Describe().Elements;

        public long ElementSize => Describe().ElementSize;

        public long element_size() => Describe().ElementSize;

        public ScalarType dtype => (ScalarType)Describe().Type;

        public DeviceType device_type => (DeviceType)Describe().DeviceType;

        public int device_index => Describe().DeviceIndex;

        public Device device
        {
            get
            {
                var description = Describe();
                return new Device((DeviceType)description.DeviceType, description.DeviceIndex);
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Describe().Contiguous != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public long storage_offset() => Describe().Offset;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Describe().Dimensions];
                fixed (long* target = sizes) NativeMethods.mt_sizes(handle, target);
                return sizes;
            }
        }

        public long[] size() => shape;

        public unsafe long size(int dim)
        {
            int dimensions = Describe().Dimensions;
            int position = dim < 0 ? dim + dimensions : dim;
            if ((uint)position >= (uint)dimensions)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {dimensions} dimensions.");
            long* sizes = stackalloc long[dimensions];
            NativeMethods.mt_sizes(handle, sizes);
            return sizes[position];
        }

        public unsafe long[] stride()
        {
            var strides = new long[Describe().Dimensions];
            fixed (long* target = strides) NativeMethods.mt_strides(handle, target);
            return strides;
        }

        public long stride(int dim)
        {
            long[] strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        internal unsafe TensorDescription Describe()
        {
            TensorDescription description;
            NativeMethods.mt_describe(Handle, &description);
            GC.KeepAlive(this);
            return description;
        }
    }
}
