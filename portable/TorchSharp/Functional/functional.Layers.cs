using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.One("linear", input, weights, bias);

            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null,
                long groups = 1) =>
                Aten.One("conv1d", input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Aten.One("conv2d", input, weight, bias, strides ?? Both(1), padding ?? Both(0), dilation ?? Both(1), groups);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Aten.One("conv_transpose2d.input", input, weight, bias, strides ?? Both(1), padding ?? Both(0), output_padding ?? Both(0), groups,
                    dilation ?? Both(1));

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Aten.One("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.One("group_norm", input, num_groups, weight, bias, eps);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.One("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.One("mlnetcifar::max_pool2d", input, kernel_size, strides ?? kernel_size, padding ?? Both(0), dilation ?? Both(1), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? 0), Both(dilation ?? 1), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? (0, 0)), Both(dilation ?? (1, 1)), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.Two("max_pool2d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? Both(0), dilation ?? Both(1), ceil_mode);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                Aten.One("avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? Both(0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? (0, 0)), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Aten.One("adaptive_avg_pool2d", input, output_size);
            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => Aten.One("adaptive_avg_pool2d", input, output_size);
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => Aten.One("adaptive_avg_pool2d", input, (output_size, output_size));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
            {
                var (output, indices) = adaptive_max_pool2d_with_indices(input, output_size);
                indices.Dispose();
                return output;
            }

            public static (Tensor output, Tensor indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) =>
                Aten.Two("adaptive_max_pool2d", input, output_size);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Dropped("dropout", "dropout_", input, p, training, inplace);
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                Dropped("feature_dropout", "feature_dropout_", input, p, training, inplace);
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                Dropped("alpha_dropout", "alpha_dropout_", input, p, training, inplace);

            static Tensor Dropped(string name, string inPlaceName, Tensor input, double p, bool training, bool inplace) =>
                inplace ? Aten.InPlace(input, inPlaceName, input, p, training).alias() : Aten.One(name, input, p, training);
        }
    }
}
