namespace Cifar.Models.Onnx.ActivationMaps;

/// <summary>Operators of two values, the smaller of which is repeated, and means, which are the same thing backwards.</summary>
internal static class BroadcastDerivatives
{
    /// <summary>Multiplies with the slopes for both inputs, given these and the output at each place, and sums over the places that read the same number.</summary>
    public static void Pass(TailNode node, float[] gradient, Func<float, float, float, float> first, Func<float, float, float, float> second)
    {
        var (a, b, y) = (node.Input(0), node.Input(1), node.Output);
        int[] ofA = Places(a.Shape, y.Shape), ofB = Places(b.Shape, y.Shape);
        node.Give(0, () => Sum(first, ofA, a));
        node.Give(1, () => Sum(second, ofB, b));

        float[] Sum(Func<float, float, float, float> slope, int[] places, TailValue input)
        {
            var sums = new float[input.Numbers.Length];
            for (int i = 0; i < gradient.Length; i++)
            {
                sums[places[i]] += gradient[i] * slope(a.Numbers[ofA[i]], b.Numbers[ofB[i]], y.Numbers[i]);
            }

            return sums;
        }
    }

    public static void Mean(TailNode node, float[] gradient)
    {
        int[] shape = node.Input(0).Shape, kept = [.. shape];
        foreach (int axis in node.Integers("axes") ?? throw node.Wrong("its axes are not fixed"))
        {
            kept[node.Axis(axis, shape.Length)] = 1;
        }

        int[] places = Places(kept, shape);
        float share = gradient.Length / (float)places.Length;
        node.Give(0, () => Array.ConvertAll(places, place => gradient[place] * share));
    }

    /// <summary>For each number of the large shape, in order, the number of the small one that is read there.</summary>
    private static int[] Places(int[] small, int[] large)
    {
        int[] places = [0];
        int size = small.Aggregate(1, (product, length) => product * length);
        for (int axis = 0; axis < large.Length; axis++)
        {
            int own = axis - (large.Length - small.Length), length = own < 0 ? 1 : small[own];
            size /= length;
            int step = length == 1 ? 0 : size;
            places = [.. places.SelectMany(place => Enumerable.Range(0, large[axis]).Select(i => place + (i * step)))];
        }

        return places;
    }
}
