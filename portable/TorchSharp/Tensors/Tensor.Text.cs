using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device, such as "[2x3], type = Float32, device = cpu".</summary>
        public override string ToString() => IsInvalid ? "[disposed]" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        /// <summary>With <see cref="TensorStringStyle.Metadata"/> as <see cref="ToString()"/>; otherwise also the elements, in brackets as NumPy prints
        /// them.</summary>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Metadata) return ToString();
            using var scope = NewDisposeScope();
            var text = new StringBuilder();
            bool whole = is_integral();
            double[] elements = detach().cpu().to_type(ScalarType.Float64).data<double>().ToArray();
            int position = 0;
            Append(text, shape, 0, () => elements[position++].ToString(whole ? "0" : fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture),
                newLine ?? Environment.NewLine);
            return text.ToString();
        }

        static void Append(StringBuilder text, long[] sizes, int dimension, Func<string> next, string newLine)
        {
            if (dimension == sizes.Length)
            {
                text.Append(next());
                return;
            }
            text.Append('[');
            for (long i = 0; i < sizes[dimension]; i++)
            {
                if (i > 0) text.Append(dimension == sizes.Length - 1 ? ", " : "," + newLine + new string(' ', dimension + 1));
                Append(text, sizes, dimension + 1, next, newLine);
            }
            text.Append(']');
        }
    }
}

public static partial class TensorExtensionMethods
{
    public static string npstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);
}
