using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What convolutions of all dimensions and their transposes share.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))] protected Parameter? _weight;
    [ComponentName(Name = nameof(bias))] protected Parameter? _bias;
    protected long[] _reversed_padding_repeated_twice = [];

    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null,
            ScalarType? dtype = null) : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("A transposed convolution pads with zeros only.", nameof(padding_mode));

        (this.in_channels, this.out_channels, this.groups) = (in_channels, out_channels, groups);
        (this.kernel_size, this.stride, this.dilation, this.output_padding) = (kernel_size, stride, dilation, output_padding);
        (this.transposed, this.padding_mode) = (transposed, padding_mode);
        if (padding_type is { } kind) SetPadding(kind);
        else SetPadding(padding ?? new long[kernel_size.Length]);

        long[] sizes = transposed ? [in_channels, out_channels / groups, .. kernel_size] : [out_channels, in_channels / groups, .. kernel_size];
        weight = new Parameter(empty(sizes, dtype, device));
        if (bias) this.bias = new Parameter(empty([out_channels], dtype, device));
        reset_parameters();
    }

    public Parameter weight
    {
        get => _weight!;
        set => Set(ref _weight, value, nameof(weight));
    }

    public Parameter? bias
    {
        get => _bias;
        set => Set(ref _bias, value, nameof(bias));
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public bool transposed { get; }

    public Padding? padding_type { get; private set; }

    /// <summary>Null while <see cref="padding_type"/> says how to pad.</summary>
    public long[]? padding { get; private set; }

    public PaddingModes padding_mode { get; set; }

    public long groups { get; set; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] dilation { get; set; }

    public long[] output_padding { get; set; }

    /// <summary>PyTorch's defaults: Kaiming-uniform with a = sqrt(5), the bias uniform within 1/sqrt(fan-in).</summary>
    public void reset_parameters()
    {
        init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        var (fanIn, _) = init.CalculateFanInAndFanOut(weight);
        if (fanIn != 0) init.uniform_(bias, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
    }

    public void SetPadding(long[] padding)
    {
        (this.padding, padding_type) = (padding, null);
        _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(one => new[] { one, one })];
    }

    public void SetPadding(Padding padding)
    {
        if (transposed) throw new ArgumentException("A transposed convolution takes its padding in numbers.", nameof(padding));
        (this.padding, padding_type) = (null, padding);
        _reversed_padding_repeated_twice = new long[2 * kernel_size.Length];
        if (padding != Padding.Same) return;
        if (stride.Any(step => step != 1)) throw new ArgumentException("With a stride above 1, the output cannot keep the size of the input.", nameof(padding));

        // pad() counts dimensions from the last, and takes the front before the back.
        for (int i = 0; i < kernel_size.Length; i++)
        {
            int fromEnd = kernel_size.Length - 1 - i;
            long total = dilation[i] * (kernel_size[i] - 1);
            _reversed_padding_repeated_twice[2 * fromEnd] = total / 2;
            _reversed_padding_repeated_twice[2 * fromEnd + 1] = total - total / 2;
        }
    }

    /// <summary>Whether the input is one sample or a batch of them, with the right number of channels.</summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        long ndim = input.ndim;
        return ndim == dimensions + 2 && input.size(1) == in_channels || ndim == dimensions + 1 && input.size(0) == in_channels;
    }
}
