using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A module that has nothing to learn, and lets nothing be registered.</summary>
public abstract class ParameterLessModule<T1, TResult> : Module<T1, TResult>
{
    protected ParameterLessModule(string name) : base(name) { }

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw new InvalidOperationException($"Cannot register a buffer on a module that is declared parameterless ({GetType().Name}).");

    public override void register_parameter(string name, Parameter param) =>
        throw new InvalidOperationException($"Cannot register a parameter on a module that is declared parameterless ({GetType().Name}).");

    public override void register_module(string name, Module submodule) =>
        throw new InvalidOperationException($"Cannot register a submodule on a module that is declared parameterless ({GetType().Name}).");
}
