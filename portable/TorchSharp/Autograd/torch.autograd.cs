using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            Backward(tensors, grad_tensors ?? [], retain_graph ?? create_graph, create_graph, inputs ?? []);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            Backward([tensor], grad_tensors ?? [], retain_graph ?? create_graph, create_graph, inputs ?? []);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            Backward([tensor], [grad_tensor], retain_graph ?? create_graph, create_graph, inputs ?? []);

        /// <summary>Gradients of the outputs' sum (weighted with <paramref name="grad_outputs"/>) with respect to the inputs, without touching
        /// <c>grad</c>.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            nint[] roots = Handles(outputs), leaves = Handles(inputs), weights = Handles(grad_outputs ?? []);
            var found = new nint[leaves.Length];
            fixed (nint* o = roots, i = leaves, g = weights, r = found)
            {
                NativeMethods.Check(NativeMethods.mt_gradients(o, roots.Length, i, leaves.Length, g, weights.Length,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(found, handle => handle == 0 ? null! : new Tensor(handle));
        }

        internal static unsafe void Backward(IList<Tensor> tensors, IList<Tensor> gradients, bool retainGraph, bool createGraph, IList<Tensor> inputs)
        {
            nint[] roots = Handles(tensors), weights = Handles(gradients), leaves = Handles(inputs);
            fixed (nint* r = roots, g = weights, i = leaves)
            {
                NativeMethods.Check(NativeMethods.mt_backward(r, roots.Length, g, weights.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0, i, leaves.Length));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(gradients);
            GC.KeepAlive(inputs);
        }

        static nint[] Handles(IList<Tensor> tensors)
        {
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
            return handles;
        }
    }
}
