namespace Cifar.Pipelines.Tests.Performance;

/// <summary>Managed memory that work takes from the heap: what makes the garbage collector run, and the same on every machine.</summary>
internal static class Allocated
{
    private const int WarmUp = 20;
    private const int Calls = 50;
    private const int Times = 3;

    /// <summary>Bytes a call on the calling thread, after some that do not count because they fill pools and compile code.</summary>
    /// <remarks>The least of three times: a collection of the runtime empties pools now and then, which then are filled anew.</remarks>
    public static double PerCall(Action work)
    {
        Repeat(WarmUp, work);
        return Enumerable.Range(0, Times).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Repeat(Calls, work);
            return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
        });
    }

    /// <summary>A budget that today's value keeps, and a careless change does not.</summary>
    public static void IsAtMost(double budget, double actual) => Assert.True(actual <= budget, $"{actual:N0} bytes were allocated, at most {budget:N0} are allowed");

    private static void Repeat(int count, Action work)
    {
        for (int i = 0; i < count; i++)
        {
            work();
        }
    }
}
