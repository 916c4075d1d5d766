using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    static Device? defaultDevice;

    public static Device CUDA => new(DeviceType.CUDA, 0);

    public static Device MPS => new(DeviceType.MPS);

    /// <summary>The version of libtorch, such as "1.13.1".</summary>
    public static unsafe string __version__ => Marshal.PtrToStringUTF8((nint)NativeMethods.mt_version()) ?? "";

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    public static Device get_default_device() => defaultDevice ?? CPU;
    public static void set_default_device(Device device) => defaultDevice = device;
    public static void set_default_device(string device) => defaultDevice = new Device(device);

    /// <summary>The device itself, or the default one for null; throws where this libtorch cannot use it.</summary>
    public static Device InitializeDevice(Device? device)
    {
        var chosen = device ?? get_default_device();
        InitializeDeviceType(chosen.type);
        return chosen;
    }

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"This libtorch has no {deviceType} device to use on this machine.");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };

    public static bool cuda_is_available() => cuda.is_available();

    public static bool mps_is_available() => false;

    public static int get_num_threads() => NativeMethods.mt_get_threads();
    public static void set_num_threads(int num) => NativeMethods.Check(NativeMethods.mt_set_threads(num));
    public static int get_num_interop_threads() => NativeMethods.mt_get_interop_threads();
    public static void set_num_interop_threads(int num) => NativeMethods.Check(NativeMethods.mt_set_interop_threads(num));

    public static class cuda
    {
        public static int device_count() => NativeMethods.mt_cuda_devices();
        public static bool is_available() => device_count() > 0;
        public static bool is_cudnn_available() => NativeMethods.mt_cudnn() != 0;
        public static void manual_seed(long seed) => torch.manual_seed(seed);
        public static void manual_seed_all(long seed) => torch.manual_seed(seed);
        public static void synchronize(Device? device = null) => NativeMethods.Check(NativeMethods.mt_cuda_synchronize(device?.index ?? -1));
    }

    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                public static bool allow_tf32
                {
                    get => NativeMethods.mt_allow_tf32_cublas() != 0;
                    set => NativeMethods.mt_set_allow_tf32_cublas(value ? 1 : 0);
                }
            }
        }

        public static class cudnn
        {
            public static bool allow_tf32
            {
                get => NativeMethods.mt_allow_tf32_cudnn() != 0;
                set => NativeMethods.mt_set_allow_tf32_cudnn(value ? 1 : 0);
            }
        }
    }
}
