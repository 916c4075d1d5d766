using Google.Protobuf;
using TorchSharp.TensorBoard;
using TorchSharp.Utils.tensorboard.Enums;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Writes what TensorBoard shows. Each call leaves a complete file behind; there is nothing to close.</summary>
    public class SummaryWriter
    {
        readonly EventFile file;
        readonly Dictionary<string, EventFile> files = [];

        internal SummaryWriter(string? log_dir, string? filename_suffix)
        {
            LogDir = string.IsNullOrEmpty(log_dir) ? RunName("runs") : log_dir;
            file = new EventFile(LogDir, filename_suffix);
        }

        public string LogDir { get; }

        public void add_scalar(string tag, float scalar_value, int global_step, long? walltime = null) =>
            file.Write(Scalar(tag, scalar_value), global_step, Time(walltime));

        /// <summary>Several curves in one diagram; each is a run of its own, in a folder of its own.</summary>
        public void add_scalars(string main_tag, IDictionary<string, float> tag_scalar_dict, int global_step, long? walltime = null) =>
            add_scalars(main_tag, [.. tag_scalar_dict.Select(entry => (entry.Key, entry.Value))], global_step, walltime);

        public void add_scalars(string main_tag, IList<(string, float)> tag_scalar_dict, int global_step, long? walltime = null)
        {
            foreach (var (key, value) in tag_scalar_dict)
            {
                string folder = Path.Combine(LogDir, $"{main_tag}_{key}");
                if (!files.TryGetValue(folder, out var own)) files[folder] = own = new EventFile(folder, null);
                own.Write(Scalar(main_tag, value), global_step, Time(walltime));
            }
        }

        public void add_histogram(string tag, Tensor values, int global_step, HistogramBinSelector bins = HistogramBinSelector.Tensorflow,
            long? walltime = null, long? max_bins = null)
        {
            using var scope = NewDisposeScope();
            double[] numbers = values.detach().cpu().to_type(ScalarType.Float64).data<double>().ToArray();
            var histogram = Histogram.Message(numbers, bins, max_bins);
            file.Write(ProtoMessage.Build(value =>
            {
                value.Text(1, tag);
                value.Bytes(5, histogram);
            }), global_step, Time(walltime));
        }

        /// <summary>Bytes 0..255 or real numbers 0..1; the letters of <paramref name="dataformats"/> say which dimension is which, N being several images
        /// side by side.</summary>
        public void add_img(string tag, Tensor img_tensor, int global_step, long? walltime = null, string dataformats = "CHW")
        {
            using var scope = NewDisposeScope();
            var image = Layout(img_tensor.detach(), dataformats.ToUpperInvariant());
            if (image.dtype != ScalarType.Byte) image = image.to_type(ScalarType.Float32).mul(255).clamp((Scalar)0, (Scalar)255).to_type(ScalarType.Byte);
            image = image.cpu().contiguous();
            var (height, width, channels) = ((int)image.size(0), (int)image.size(1), (int)image.size(2));
            Picture(tag, PngImage.Encode(image.bytes, width, height, channels), width, height, channels, global_step, walltime);
        }

        public void add_text(string tag, string text_string, int global_step, long? walltime = null) =>
            file.Write(ProtoMessage.Build(value =>
            {
                value.Text(1, tag + "/text_summary");
                value.Bytes(9, ProtoMessage.Build(metadata => metadata.Bytes(1, ProtoMessage.Build(plugin => plugin.Text(1, "text")))));
                value.Bytes(8, ProtoMessage.Build(tensor =>
                {
                    const long DataTypeString = 7;
                    tensor.Number(1, DataTypeString);
                    tensor.Bytes(2, ProtoMessage.Build(shape => shape.Bytes(2, ProtoMessage.Build(dimension => dimension.Number(1, 1L)))));
                    tensor.Bytes(8, ByteString.CopyFromUtf8(text_string));
                }));
            }), global_step, Time(walltime));

        internal static string RunName(string folder) =>
            Path.Combine(folder, $"{DateTime.Now.ToString("MMMd_H-m-s", System.Globalization.CultureInfo.InvariantCulture)}_{Environment.MachineName}");

        void Picture(string tag, byte[] png, int width, int height, int channels, int step, long? walltime) =>
            file.Write(ProtoMessage.Build(value =>
            {
                value.Text(1, tag);
                value.Bytes(4, ProtoMessage.Build(image =>
                {
                    image.Number(1, (long)height);
                    image.Number(2, (long)width);
                    image.Number(3, (long)channels);
                    image.Bytes(4, ByteString.CopyFrom(png));
                }));
            }), step, Time(walltime));

        static ByteString Scalar(string tag, float number) => ProtoMessage.Build(value =>
        {
            value.Text(1, tag);
            value.Number(2, number);
        });

        static long Time(long? given) => given ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        // Rows, columns, channels.
        static Tensor Layout(Tensor image, string format)
        {
            if (image.ndim != format.Length)
                throw new ArgumentException($"An image of shape [{string.Join(", ", image.shape)}] is not {format}.", nameof(format));
            if (format.Length == 4)
            {
                var images = image.permute("NHWC".Select(letter => (long)format.IndexOf(letter, StringComparison.Ordinal)));
                return cat(images.unbind(), dim: 1);
            }
            if (format.Length == 2) return image.permute("HW".Select(letter => (long)format.IndexOf(letter, StringComparison.Ordinal))).unsqueeze(-1);
            return image.permute("HWC".Select(letter => (long)format.IndexOf(letter, StringComparison.Ordinal)));
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static class tensorboard
            {
                public static Modules.SummaryWriter SummaryWriter(string? log_dir = null, string? filename_suffix = null, bool createRunName = false) =>
                    new(createRunName && !string.IsNullOrEmpty(log_dir) ? Modules.SummaryWriter.RunName(log_dir) : log_dir, filename_suffix);
            }
        }
    }
}
