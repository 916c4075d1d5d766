using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            // What the setters of weight, bias and the running statistics do: the old tensor goes, the new one is the module's own.
            internal void Set(ref Parameter? field, Parameter? value, string key)
            {
                if (ReferenceEquals(field, value)) return;
                field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterParameter(key, value);
            }

            internal void SetBuffer(ref Tensor? field, Tensor? value, string key)
            {
                if (ReferenceEquals(field, value)) return;
                field?.Dispose();
                field = value;
                value?.DetachFromDisposeScope();
                ConditionallyRegisterBuffer(key, value);
            }
        }
    }
}
