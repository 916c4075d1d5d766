using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        nint handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? new Device(DeviceType.CPU);
            handle = NativeMethods.mt_generator(seed, (int)this.device.type, this.device.index);
            if (handle == 0) throw new System.Runtime.InteropServices.ExternalException(NativeMethods.LastError());
        }

        Generator(nint handle) => (this.handle, device) = (handle, new Device(DeviceType.CPU));

        ~Generator() => Dispose(false);

        /// <summary>The one that operations on the CPU use when they are given none.</summary>
        public static Generator Default => new(NativeMethods.mt_generator_default());

        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        public unsafe Tensor get_state()
        {
            nint state;
            NativeMethods.Check(NativeMethods.mt_generator_get_state(Handle, &state));
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            NativeMethods.Check(NativeMethods.mt_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public Generator manual_seed(long seed)
        {
            NativeMethods.Check(NativeMethods.mt_generator_set_seed(Handle, seed));
            return this;
        }

        public long initial_seed() => NativeMethods.mt_generator_initial_seed(Handle);

        /// <summary>Takes a new seed from the machine's entropy, and returns it.</summary>
        public long seed() => NativeMethods.mt_generator_seed(Handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle != 0) NativeMethods.mt_generator_release(handle);
            handle = 0;
        }
    }

    /// <summary>Seeds the generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        NativeMethods.Check(NativeMethods.mt_seed_everything(seed));
        return Generator.Default;
    }

    public static long seed()
    {
        using var generator = Generator.Default;
        return generator.seed();
    }

    public static long initial_seed()
    {
        using var generator = Generator.Default;
        return generator.initial_seed();
    }

    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static long seed() => torch.seed();
        public static long initial_seed() => torch.initial_seed();
        public static Tensor get_rng_state() => torch.get_rng_state();
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
