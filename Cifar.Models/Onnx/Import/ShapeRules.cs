using static TorchSharp.torch;

namespace Cifar.Models.Onnx.Import;

/// <summary>Operators that lay numbers out differently.</summary>
internal static class ShapeRules
{
    public static void Flatten(NodeReader node)
    {
        Activation x = node.Activation(0);
        long axis = node.Integer("axis", 1);
        int at = axis == x.Rank ? x.Rank : node.Axis(axis, x.Rank);
        Extent[] shape = [Product(node, x.Shape[..at]), Product(node, x.Shape[at..])];
        if (at == 1)
        {
            node.Emit(shape, [x.Name], (v, _) => v[0].flatten(1), (graph, names) => graph.Node("Flatten", names, ("axis", 1)));
            return;
        }

        To(node, x, shape);
    }

    public static void Reshape(NodeReader node)
    {
        Extent[] target = node.Has(1) ? node.Numbers(1).Values : [.. (node.Integers("shape") ?? throw node.Wrong("it has no shape")).Select(size => new Extent(size))];
        if (node.Integer("allowzero", 0) != 0)
        {
            throw node.Wrong("allowzero is not supported");
        }

        if (ShapeTargets.OfConstant(node, 0, target) is { } constant)
        {
            node.Give(constant);
            return;
        }

        Activation x = node.Activation(0);
        To(node, x, ShapeTargets.Resolve(node, x, target));
    }

    public static void Squeeze(NodeReader node)
    {
        long[]? axes = node.IntegersOrInput("axes", 1);
        if (node.Input(0) is Numbers numbers)
        {
            node.Give(numbers with { IsScalar = numbers.Values.Length == 1 });
            return;
        }

        Activation x = node.Activation(0);
        int[] gone = axes is null
            ? [.. Enumerable.Range(0, x.Rank).Where(i => x.Shape[i] == new Extent(1))]
            : [.. axes.Select(axis => node.Axis(axis, x.Rank))];
        if (gone.Any(axis => x.Shape[axis] != new Extent(1)))
        {
            throw node.Wrong($"it removes a dimension of {Extent.Text(x.Shape)} that is not 1");
        }

        To(node, x, [.. x.Shape.Where((_, i) => !gone.Contains(i))]);
    }

    public static void Unsqueeze(NodeReader node)
    {
        long[] axes = node.IntegersOrInput("axes", 1) ?? throw node.Wrong("it has no axes");
        if (node.Input(0) is Numbers numbers)
        {
            node.Give(numbers.IsScalar ? numbers with { IsScalar = false } : throw node.Wrong("it makes a table of sizes"));
            return;
        }

        Activation x = node.Activation(0);
        int rank = x.Rank + axes.Length;
        int[] added = [.. axes.Select(axis => node.Axis(axis, rank)).Distinct()];
        if (added.Length != axes.Length || rank > 8)
        {
            throw node.Wrong("its axes are repeated or too many");
        }

        var shape = x.Shape.ToList();
        foreach (int axis in added.Order())
        {
            shape.Insert(axis, new(1));
        }

        To(node, x, [.. shape]);
    }

    public static void Transpose(NodeReader node)
    {
        Activation x = node.Activation(0);
        long[] order = node.Integers("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(axis => (long)axis)];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Rank).Select(axis => (long)axis)))
        {
            throw node.Wrong($"its perm [{string.Join(", ", order)}] does not fit {Extent.Text(x.Shape)}");
        }

        node.Emit([.. order.Select(axis => x.Shape[axis])], [x.Name], (v, _) => v[0].permute(order), (graph, names) => graph.Node("Transpose", names, ("perm", order)), LayerRules.Learnt(node, 0));
    }

    public static void Concat(NodeReader node)
    {
        GraphValue[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        if (inputs.All(input => input is Numbers))
        {
            Extent[] joined = [.. inputs.Cast<Numbers>().SelectMany(numbers => numbers.Values)];
            node.Give(joined.Length <= 1024 ? new Numbers(joined, false) : throw node.Wrong("it joins too many sizes"));
            return;
        }

        Activation[] parts = [.. Enumerable.Range(0, node.InputCount).Select(input => node.Activation(input))];
        int axis = node.Axis(node.Integer("axis", 1), parts[0].Rank);
        bool fit = parts.All(part => part.Rank == parts[0].Rank && !part.Shape[axis].PerImage
            && part.Shape.Select((extent, i) => i == axis || extent == parts[0].Shape[i]).All(same => same));
        if (!fit)
        {
            throw node.Wrong($"{string.Join(", ", parts.Take(4).Select(part => Extent.Text(part.Shape)))} cannot be joined along {axis}");
        }

        Extent[] shape = [.. parts[0].Shape];
        shape[axis] = new(parts.Sum(part => part.Shape[axis].Count));
        node.Emit(shape, [.. parts.Select(part => part.Name)], (v, _) => cat(v, axis), (graph, names) => graph.Node("Concat", names, ("axis", axis)));
    }

    public static void Slice(NodeReader node)
    {
        long[] starts = node.IntegersOrInput("starts", 1) ?? throw node.Wrong("it has no starts");
        long[] ends = node.IntegersOrInput("ends", 2) ?? throw node.Wrong("it has no ends");
        long[] axes = node.IntegersOrInput("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = node.Has(4) ? node.Constants(4) : [.. starts.Select(_ => 1L)];
        if (starts.Length != ends.Length || starts.Length != axes.Length || starts.Length != steps.Length || steps.Any(step => step is < 1 or > ModelDescription.MaximumSide))
        {
            throw node.Wrong("its starts, ends, axes and steps do not fit together, or go backwards");
        }

        if (node.Input(0) is Numbers numbers)
        {
            (long from, long to) = Range(starts[0], ends[0], numbers.Values.Length);
            node.Give(numbers with { Values = [.. numbers.Values[(int)from..(int)to].Where((_, i) => i % steps[0] == 0)] });
            return;
        }

        Activation x = node.Activation(0);
        Extent[] shape = [.. x.Shape];
        var cuts = new List<Cut>();
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = node.Axis(axes[i], x.Rank);
            if (shape[axis].PerImage)
            {
                throw node.Wrong("it takes some of the images");
            }

            (long from, long to) = Range(starts[i], ends[i], shape[axis].Count);
            shape[axis] = new((to - from + steps[i] - 1) / steps[i]);
            cuts.Add(new(axis, from, to, steps[i]));
        }

        SliceStep.Emit(node, 0, x, shape, cuts);
    }

    public static void Split(NodeReader node)
    {
        Activation x = node.Activation(0);
        int axis = node.Axis(node.Integer("axis", 0), x.Rank);
        int parts = node.OutputCount;
        long size = x.Shape[axis].Count, part = (size + parts - 1) / parts;
        long[] sizes = node.IntegersOrInput("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Min(part, size - (i * part)))];
        if (x.Shape[axis].PerImage || sizes.Length != parts || sizes.Any(length => length < 1) || sizes.Sum() != size)
        {
            throw node.Wrong($"it cannot cut {Extent.Text(x.Shape)} into [{string.Join(", ", sizes)}]");
        }

        long start = 0;
        for (int i = 0; i < parts; i++)
        {
            Extent[] shape = [.. x.Shape];
            shape[axis] = new(sizes[i]);
            SliceStep.Emit(node, i, x, shape, [new(axis, start, start + sizes[i], 1)]);
            start += sizes[i];
        }
    }

    public static void Gather(NodeReader node)
    {
        Numbers index = node.Numbers(1);
        long at = index.Values is [{ PerImage: false, Count: var only }] ? only : throw node.Wrong("it picks more than one place");
        if (node.Input(0) is Numbers numbers)
        {
            at = at < 0 ? at + numbers.Values.Length : at;
            node.Give(at >= 0 && at < numbers.Values.Length ? new Numbers([numbers.Values[at]], index.IsScalar) : throw node.Wrong("it picks a size that is not there"));
            return;
        }

        Activation x = node.Activation(0);
        int axis = node.Axis(node.Integer("axis", 0), x.Rank);
        long size = x.Shape[axis].Count;
        at = at < 0 ? at + size : at;
        if (x.Shape[axis].PerImage || at < 0 || at >= size || !index.IsScalar)
        {
            throw node.Wrong($"it picks place {at} of {Extent.Text(x.Shape)}");
        }

        Extent[] shape = [.. x.Shape.Where((_, i) => i != axis)];
        long[] target = [.. shape.Select(extent => extent.Target)];
        node.Emit(
            shape,
            [x.Name],
            (v, _) => v[0].select(axis, at),
            (graph, names) => graph.Node("Reshape", [SliceStep.Write(graph, names[0], [new(axis, at, at + 1, 1)]), graph.Constant(target)]));
    }

    private static (long From, long To) Range(long start, long end, long size)
    {
        long from = Math.Clamp(start < 0 ? start + size : start, 0, size);
        long to = Math.Clamp(end < 0 ? (end <= int.MinValue ? 0 : end + size) : end, 0, size);
        return (from, Math.Max(from, to));
    }

    private static Extent Product(NodeReader node, Extent[] extents) => extents.Count(extent => extent.PerImage) > 1
        ? throw node.Wrong("it joins two dimensions that both grow with the batch")
        : new(extents.Aggregate(1L, (product, extent) => checked(product * extent.Count)), extents.Any(extent => extent.PerImage));

    private static void To(NodeReader node, Activation x, Extent[] shape)
    {
        if (shape.Count(extent => extent.PerImage) > 1)
        {
            throw node.Wrong("two dimensions would grow with the batch");
        }

        long[] target = [.. shape.Select(extent => extent.Target)];
        node.Emit(shape, [x.Name], (v, _) => v[0].reshape(target), (graph, names) => graph.Node("Reshape", [names[0], graph.Constant(target)]), LayerRules.Learnt(node, 0));
    }
}
