using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;

namespace Cifar.Fuzzing;

/// <summary>Counters at the branches of assemblies.</summary>
internal static class Instrumentation
{
    // What SharpFuzz's numbers of branches address.
    private const int Counters = 1 << 16;

    /// <summary>Changes the files, all in one process, so that branches of different assemblies get different numbers.</summary>
    public static void Add(IReadOnlyList<string> assemblies)
    {
        foreach (string assembly in assemblies)
        {
            int types = Fuzzer.Instrument(assembly, _ => true, Options.Value).Count();
            Console.WriteLine($"{Path.GetFileName(assembly)}: {types} types");
        }
    }

    /// <summary>Lets instrumented assemblies run where no fuzzer has given them memory to count in.</summary>
    public static unsafe void CountForNobody() => Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(Counters);
}
