namespace Cifar.Models.Onnx.Import;

/// <summary>What the target of a reshape means: 0 copies, -1 takes the rest, and sizes of the batch or image the file was made for become those of today.</summary>
internal static class ShapeTargets
{
    public static Extent[] Resolve(NodeReader node, Activation x, Extent[] target)
    {
        Extent[] shape = Copied(node, x.Shape, target);
        if (shape.FirstOrDefault() == new Extent(1) && x.Shape.FirstOrDefault() == Extent.Batch && !shape.Any(extent => extent.PerImage))
        {
            // Written for a batch of one: the images of a larger batch would become features of one another.
            shape[0] = Extent.Batch;
        }

        if (Fill(x.Shape, shape) is { } filled)
        {
            return filled;
        }

        // A constant shape of one image, or of another size than the images have now.
        Extent[] made = node.DeclaredShape(0) ?? x.Shape;
        return Fill(x.Shape, Translated(made, x.Shape, shape))
            ?? throw node.Wrong($"{Extent.Text(x.Shape)} cannot become [{string.Join(", ", target)}]");
    }

    /// <summary>A reshape of weights or sizes, done at once; null when the input depends on the image.</summary>
    public static GraphValue? OfConstant(NodeReader node, int input, Extent[] target)
    {
        switch (node.Input(input))
        {
            case Numbers numbers when target.Length <= 1:
                return numbers with { IsScalar = target.Length == 0 };
            case Numbers:
                throw node.Wrong("it makes a table of sizes");
            default:
                return null;
        }
    }

    private static Extent[] Copied(NodeReader node, Extent[] from, Extent[] target)
    {
        if (target.Length > 8 || target.Any(extent => extent.Count < -1) || target.Count(extent => extent == new Extent(-1)) > 1)
        {
            throw node.Wrong($"[{string.Join(", ", target)}] is no shape");
        }

        return [.. target.Select((extent, i) => extent.Count != 0 ? extent : i < from.Length ? from[i] : throw node.Wrong("it copies a dimension that is not there"))];
    }

    /// <summary>The shape with -1 replaced, if it holds as many numbers as there are, for any number of images.</summary>
    private static Extent[]? Fill(Extent[] from, Extent[] shape)
    {
        int open = Array.IndexOf(shape, new Extent(-1));
        int images = shape.Count(extent => extent.PerImage), available = from.Count(extent => extent.PerImage);
        long have = Product(from), given = Product([.. shape.Where((_, i) => i != open)]);
        if (open < 0)
        {
            return images == available && have == given ? shape : null;
        }

        if (given == 0 || have % given != 0 || images > available || available - images > 1)
        {
            return null;
        }

        Extent[] filled = [.. shape];
        filled[open] = new(have / given, available > images);
        return filled;
    }

    private static Extent[] Translated(Extent[] made, Extent[] now, Extent[] shape)
    {
        Extent[] result = [.. shape];
        var left = Enumerable.Range(0, made.Length).ToList();
        var unmatched = new List<int>();
        for (int i = 0; i < result.Length; i++)
        {
            // The first dimension is the batch, whatever number it had.
            int match = left.FindIndex(j => made[j] == result[i] || (i == 0 && j == 0 && made[0].PerImage && !result[0].PerImage && result[0].Count >= 1));
            if (match < 0)
            {
                unmatched.Add(i);
                continue;
            }

            result[i] = now[left[match]];
            left.RemoveAt(match);
        }

        if (unmatched is [int only] && result[only] != new Extent(-1))
        {
            result[only] = new(-1);
        }

        return result;
    }

    private static long Product(Extent[] extents) => extents.Aggregate(1L, (product, extent) => checked(product * extent.Count));
}
