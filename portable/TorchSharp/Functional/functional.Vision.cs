using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode is PaddingModes.Constant or PaddingModes.Zeros
                    ? Aten.One("constant_pad_nd", input, pad, mode == PaddingModes.Zeros ? 0.0 : value)
                    : Aten.One("pad", input, pad, mode.ToString().ToLowerInvariant());

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Both(pad), mode, value);
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, Both(pad), mode, value);

            /// <summary>Resizes the last dimensions of [N, C, ...] to a size or by factors.</summary>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                if (size is null == scale_factor is null) throw new ArgumentException("Exactly one of size and scale_factor must be given.");
                int spatial = (int)x.ndim - 2;
                if (spatial is < 1 or > 3) throw new ArgumentException($"Expected a tensor with 3 to 5 dimensions, got {x.ndim}.", nameof(x));
                if (scale_factor is { Length: 1 } && spatial > 1) scale_factor = [.. Enumerable.Repeat(scale_factor[0], spatial)];
                if (size is { Length: 1 } && spatial > 1) size = [.. Enumerable.Repeat(size[0], spatial)];
                if (scale_factor is not null && recompute_scale_factor)
                {
                    size = [.. x.shape.Skip(2).Zip(scale_factor, (length, factor) => (long)Math.Floor(length * factor))];
                    scale_factor = null;
                }
                if (antialias && (spatial != 2 || mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic)))
                    throw new ArgumentException("Anti-aliasing goes with bilinear and bicubic only.", nameof(antialias));

                string dimensions = $"{spatial}d", aa = antialias ? "_aa" : "", lead = antialias ? "_" : "";
                return mode switch
                {
                    InterpolationMode.Nearest => Aten.One(string.Intern($"upsample_nearest{dimensions}.vec"), x, size, scale_factor),
                    InterpolationMode.NearestExact => Aten.One(string.Intern($"_upsample_nearest_exact{dimensions}.vec"), x, size, scale_factor),
                    InterpolationMode.Linear when spatial == 1 => Aten.One("upsample_linear1d.vec", x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Bilinear when spatial == 2 =>
                        Aten.One(string.Intern($"{lead}upsample_bilinear2d{aa}.vec"), x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Bicubic when spatial == 2 =>
                        Aten.One(string.Intern($"{lead}upsample_bicubic2d{aa}.vec"), x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Trilinear when spatial == 3 => Aten.One("upsample_trilinear3d.vec", x, size, align_corners ?? false, scale_factor),
                    InterpolationMode.Area when spatial == 2 =>
                        adaptive_avg_pool2d(x, size ?? [.. x.shape.Skip(2).Zip(scale_factor!, (length, factor) => (long)Math.Floor(length * factor))]),
                    _ => throw new ArgumentException($"{mode} does not go with {x.ndim} dimensions.", nameof(mode)),
                };
            }

            /// <summary>Samples [N, C, H, W] at the positions of a grid [N, H', W', 2], where -1 and 1 are the edges, x before y.</summary>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                Aten.One("grid_sampler", input, grid, mode == GridSampleMode.Nearest ? 1 : 0,
                    padding_mode switch { GridSamplePaddingMode.Zeros => 0, GridSamplePaddingMode.Border => 1, _ => 2 }, align_corners ?? false);

            /// <summary>The grid of affine maps [N, 2, 3] for outputs of the given size [N, C, H, W].</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Aten.One("affine_grid_generator", theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.One("one_hot", x, num_classes);

            /// <summary>Divides by the p-norm along a dimension.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var norm = Aten.One("norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                using var positive = norm.clamp_min(eps);
                return input.div(positive);
            }

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                Aten.One("im2col", input, Both(kernel_size), Both(dilation), Both(padding), Both(stride));

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null) =>
                Aten.One("im2col", input, kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));

            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null) =>
                Aten.One("col2im", input, output_size, kernel_size, dilation ?? (1, 1), padding ?? (0, 0), stride ?? (1, 1));

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Aten.One("pixel_shuffle", input, upscale_factor);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) => Aten.One("cosine_similarity", x1, x2, dim, eps);
        }
    }
}
