using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An n-dimensional array in libtorch's memory. Dispose it, or create it inside a dispose scope.</summary>
    public partial class Tensor : IDisposable
    {
        static long totalCount;
        static long peakCount;

        nint handle;

        internal Tensor(nint handle) : this(handle, register: true) { }

        // Takes over one reference to the native tensor.
        internal Tensor(nint handle, bool register)
        {
            this.handle = handle;
            long count = Interlocked.Increment(ref totalCount);
            if (count > Volatile.Read(ref peakCount)) Volatile.Write(ref peakCount, count);
            if (register) OwningDisposeScope = DisposeScopeManager.ThreadSingleton.Register(this);
        }

        ~Tensor() => Dispose(false);

        public string name { get; set; } = null!;

        /// <summary>Tensors alive in this process, on all threads.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        public static long PeakCount => Volatile.Read(ref peakCount);

        public nint Handle =>
            handle != 0 ? handle : throw new InvalidOperationException("This tensor is empty: it was disposed, or another object took it over.");

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == 0) return;
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.Disposing(this);
                OwningDisposeScope?.MarkAsDisposed(this);
            }
            NativeMethods.mt_release(TakeHandle());
        }

        /// <summary>Leaves this object empty; whoever gets the handle owns the reference.</summary>
        public nint DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            _ = Handle;
            return TakeHandle();
        }

        internal nint TakeHandle()
        {
            nint taken = handle;
            handle = 0;
            Interlocked.Decrement(ref totalCount);
            return taken;
        }

        /// <summary>Another object for the same native tensor.</summary>
        public Tensor alias()
        {
            NativeMethods.mt_retain(Handle);
            return new Tensor(handle);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is not null) OwningDisposeScope.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether shapes and all elements are the same.</summary>
        public bool Equals(Tensor target) => Aten.Number("equal", this, target).ToBoolean();

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
