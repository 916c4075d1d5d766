using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module learns. Takes over the given tensor, which becomes empty.</summary>
    public class Parameter : Tensor
    {
        public Parameter(Tensor data, bool requires_grad = true) : base(TakeOver(data, requires_grad), register: false)
        {
            DisposeScope.Replace(data, this);
        }

        static nint TakeOver(Tensor data, bool requiresGrad)
        {
            nint handle = data.requires_grad_(requiresGrad).TakeHandle();
            GC.SuppressFinalize(data);
            return handle;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
