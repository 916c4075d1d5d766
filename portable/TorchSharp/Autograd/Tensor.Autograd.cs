using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => NativeMethods.mt_requires_grad(Handle) != 0;
            set => requires_grad_(value);
        }

        public bool is_leaf => NativeMethods.mt_is_leaf(Handle) != 0;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            NativeMethods.Check(NativeMethods.mt_set_requires_grad(Handle, requires_grad ? 1 : 0));
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient, null where there is none. Each read makes a new object that shares its memory.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                nint found;
                NativeMethods.Check(NativeMethods.mt_grad(Handle, &found));
                return found == 0 ? null : new Tensor(found);
            }
            set
            {
                NativeMethods.Check(NativeMethods.mt_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
            }
        }

        public void retain_grad() => NativeMethods.Check(NativeMethods.mt_retain_grad(Handle));

        public Tensor detach() => Aten.One("detach", this);

        public Tensor detach_() => Aten.InPlace(this, "detach_", this);

        public void backward() => autograd.Backward([this], [], false, false, []);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.Backward([this], grad_tensors ?? [], retain_graph, create_graph, inputs ?? []);
    }
}
