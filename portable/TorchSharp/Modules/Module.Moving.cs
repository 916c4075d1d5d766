using TorchSharp.Native;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public partial class Module
            {
                // Parameters keep their identity, so that an optimizer made before the move still updates them.
                internal void Move(ScalarType? type, Device? device, bool nonBlocking)
                {
                    if (type is { } wanted && !is_floating_point(wanted) && !is_complex(wanted))
                        throw new ArgumentException($"Parameters are floating-point or complex numbers; {wanted} is neither.");
                    if (device is not null) InitializeDeviceType(device.type);

                    using var notRecorded = no_grad();
                    foreach (var parameter in _internal_params.Values)
                    {
                        using var gradient = parameter.grad;
                        if (gradient is not null) parameter.grad = null;
                        Replace(parameter, type, device, nonBlocking);
                        if (gradient is null) continue;
                        using var moved = Converted(gradient, type, device, nonBlocking);
                        parameter.grad = moved;
                    }
                    foreach (var (buffer, _) in _internal_buffers.Values) Replace(buffer, type, device, nonBlocking);
                    foreach (var child in _internal_submodules.Values) child.Move(type, device, nonBlocking);
                }

                static void Replace(Tensor tensor, ScalarType? type, Device? device, bool nonBlocking)
                {
                    using var moved = Converted(tensor, type, device, nonBlocking);
                    if (tensor.WillChange(moved.dtype, device)) Aten.Run("set_data", tensor, moved);
                }

                // Only floating-point tensors take a new type; counters and indices keep theirs.
                static Tensor Converted(Tensor tensor, ScalarType? type, Device? device, bool nonBlocking)
                {
                    var target = type is { } wanted && (tensor.is_floating_point() || tensor.is_complex()) ? wanted : tensor.dtype;
                    return device is null ? tensor.to(target, non_blocking: nonBlocking) : tensor.to(target, device, non_blocking: nonBlocking);
                }
            }
        }
    }

    public static class ModuleExtensionMethods
    {
        public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, type, null, non_blocking);
        public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, type, device, non_blocking);
        public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, null, new torch.Device(deviceType, deviceIndex), non_blocking);
        public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, null, device, non_blocking);
        public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, null, new torch.Device(device), non_blocking);
        public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, other.dtype, other.device, non_blocking);
        public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Moved(module, null, torch.CPU, non_blocking);
        public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, null, new torch.Device(DeviceType.CUDA, deviceIndex), non_blocking);
        public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, torch.ScalarType.Float16, null, non_blocking);
        public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, torch.ScalarType.BFloat16, null, non_blocking);
        public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, torch.ScalarType.Float32, null, non_blocking);
        public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
            Moved(module, torch.ScalarType.Float64, null, non_blocking);

        static T Moved<T>(T module, torch.ScalarType? type, torch.Device? device, bool nonBlocking) where T : torch.nn.Module
        {
            module.Move(type, device, nonBlocking);
            return module;
        }
    }
}
