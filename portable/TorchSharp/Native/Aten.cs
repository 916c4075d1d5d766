using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>
/// Calls ATen operators by schema name, "aten::" left out: <c>Aten.One("add.Tensor", a, b)</c>; those of the native part itself with its name before them.
/// Arguments that are left out at the end take the schema's defaults.
/// </summary>
internal static unsafe class Aten
{
    const int ScratchOnStack = 64;

    // Names are literals of this assembly, hence interned: comparing addresses is enough, and spares hashing the text at each call.
    static readonly ConcurrentDictionary<string, nint> Operators = new(ReferenceEqualityComparer.Instance);

    /// <summary>For an operator with one tensor as its result.</summary>
    internal static Tensor One(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Expect(name, 1, Call(name, arguments, &result, 1));
        return Wrap(result);
    }

    internal static (Tensor, Tensor) Two(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue* results = stackalloc NativeValue[2];
        Expect(name, 2, Call(name, arguments, results, 2));
        return (Wrap(results[0]), Wrap(results[1]));
    }

    internal static (Tensor, Tensor, Tensor) Three(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue* results = stackalloc NativeValue[3];
        Expect(name, 3, Call(name, arguments, results, 3));
        return (Wrap(results[0]), Wrap(results[1]), Wrap(results[2]));
    }

    /// <summary>For an operator whose one result is a list of tensors.</summary>
    internal static Tensor[] Many(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Expect(name, 1, Call(name, arguments, &result, 1));
        var handles = new ReadOnlySpan<nint>((void*)result.Payload, result.Count);
        var tensors = new Tensor[handles.Length];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i]);
        NativeMethods.mt_free((nint)result.Payload);
        return tensors;
    }

    /// <summary>For an operator that changes its first argument, which is <paramref name="target"/>, and returns it.</summary>
    internal static Tensor InPlace(Tensor target, string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        if (Call(name, arguments, &result, 1) == 1) NativeMethods.mt_release((nint)result.Payload);
        return target;
    }

    /// <summary>For an operator without results, such as those that update many tensors at once.</summary>
    internal static void Run(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Expect(name, 0, Call(name, arguments, &result, 1));
    }

    /// <summary>For an operator with a number or a flag as its result.</summary>
    internal static Scalar Number(string name, params ReadOnlySpan<Value> arguments)
    {
        NativeValue result;
        Expect(name, 1, Call(name, arguments, &result, 1));
        return (ValueKind)result.Kind switch
        {
            ValueKind.Int => result.Payload,
            ValueKind.Bool => result.Payload != 0,
            ValueKind.Double => BitConverter.Int64BitsToDouble(result.Payload),
            var kind => throw new InvalidOperationException($"aten::{name} returned {kind}, not a number."),
        };
    }

    [SkipLocalsInit]
    static int Call(string name, ReadOnlySpan<Value> arguments, NativeValue* results, int capacity)
    {
        nint op = Operators.GetOrAdd(name, Find);

        int words = 0;
        foreach (ref readonly var argument in arguments) words += argument.Words;
        long* onStack = stackalloc long[ScratchOnStack];
        long* scratch = words <= ScratchOnStack ? onStack : (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            NativeValue* native = stackalloc NativeValue[arguments.Length];
            long* next = scratch;
            for (int i = 0; i < arguments.Length; i++) next += arguments[i].Write(native + i, next);

            int produced = NativeMethods.mt_call(op, native, arguments.Length, results, capacity);
            NativeMethods.Check(produced);
            return produced;
        }
        finally
        {
            if (scratch != onStack) NativeMemory.Free(scratch);
        }
    }

    static nint Find(string name)
    {
        string qualified = name.Contains("::", StringComparison.Ordinal) ? name : "aten::" + name; // mlnetcifar:: are the native part's own.
        int dot = qualified.IndexOf('.', StringComparison.Ordinal);
        nint op = dot < 0
            ? NativeMethods.mt_operator(qualified, "")
            : NativeMethods.mt_operator(qualified[..dot], qualified[(dot + 1)..]);
        return op != 0 ? op : throw new ExternalException(NativeMethods.LastError());
    }

    // An undefined tensor, as the mask of a weightless backward step for instance, has no handle; the managed side never sees one.
    static Tensor Wrap(NativeValue value) =>
        value.Kind == (int)ValueKind.Tensor && value.Payload != 0 ? new Tensor((nint)value.Payload) : null!;

    static void Expect(string name, int expected, int produced)
    {
        if (produced != expected) throw new InvalidOperationException($"aten::{name} returned {produced} results, not {expected}.");
    }
}
