namespace Microsoft.ML;

/// <summary>Draws with replacement: each row comes as often as a Poisson variable of mean 1 says, or (the complement) once when that says never.</summary>
static class BootstrapView
{
    internal static ChosenRowsView Create(IDataView source, int seed, bool complement) => new(source, cursor =>
    {
        ulong place = 0;
        int left = 0;
        return () =>
        {
            while (left == 0)
            {
                if (!cursor.MoveNext())
                    return false;
                int draws = Poisson(SplitMix.Uniform(seed, place++));
                left = complement ? draws == 0 ? 1 : 0 : draws;
            }

            left--;
            return true;
        };
    });

    // By inversion: the number of terms of the distribution that fit below the uniform number.
    static int Poisson(double uniform)
    {
        double term = Math.Exp(-1), sum = term;
        int k = 0;
        for (; uniform >= sum && term > 0; sum += term)
            term /= ++k;
        return k;
    }
}
