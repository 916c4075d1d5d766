using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.One("arange.start_step", start, stop, step,
            dtype ?? (is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type) ? ScalarType.Int64 : defaultType), default, Place(device)),
                requires_grad, null);

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(Aten.One("linspace", start, end, steps, dtype ?? defaultType, default, Place(device)), requires_grad, null);

    public static Tensor logspace(double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Made(Aten.One("logspace", start, end, steps, @base, dtype ?? defaultType, default, Place(device)), requires_grad, null);

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Made(Aten.One("eye.m", rows, columns == -1 ? rows : columns, dtype ?? defaultType, default, Place(device)), requires_grad, names);

    public static Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Made(generator is null
            ? Aten.One("randperm", n, dtype ?? ScalarType.Int64, default, Place(device))
            : Aten.One("randperm.generator", n, generator, dtype ?? ScalarType.Int64, default, Place(device)), requires_grad, null);

    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Made(Aten.One("normal.float_float", mean, std, size.ToArray(), generator, dtype ?? defaultType, default, Place(device)), requires_grad, names);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Aten.One("normal.Tensor_Tensor", mean, std, generator);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Like("zeros_like", input, dtype, device, requires_grad, names);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Like("ones_like", input, dtype, device, requires_grad, names);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Like("empty_like", input, dtype, device, requires_grad, names);

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like("rand_like", input, dtype, device, requires_grad, null);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like("randn_like", input, dtype, device, requires_grad, null);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Made(Aten.One("full_like", input, value, dtype, default, device), requires_grad, names);

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros_like(this, dtype, device, requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones_like(this, dtype, device, requires_grad);
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty_like(this, dtype, device, requires_grad);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.rand_like(this, dtype, device, requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.randn_like(this, dtype, device, requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.full_like(this, value, dtype, device, requires_grad);
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            zeros(size, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            empty(size, dtype ?? this.dtype, device ?? this.device, requires_grad);
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            full(size, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
    }

    // Null leaves it to libtorch, which takes the CPU.
    static Device? Place(Device? device)
    {
        var chosen = device ?? defaultDevice;
        if (chosen is not null) InitializeDeviceType(chosen.type);
        return chosen;
    }

    static Tensor Constant(long[] size, Scalar value, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) =>
        Made(Aten.One("full", size, value, dtype ?? (is_integral(value.Type) ? ScalarType.Int64 : defaultType), default, Place(device)), requiresGrad, names);

    static Tensor Filled(string name, long[] size, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) =>
        Made(Aten.One(name, size, dtype ?? defaultType, default, Place(device)), requiresGrad, names);

    static Tensor Like(string name, Tensor input, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names) =>
        Made(Aten.One(name, input, dtype, default, device), requiresGrad, names);

    static Tensor Drawn(string name, long[] size, ScalarType? dtype, Device? device, bool requiresGrad, Generator? generator, string[]? names) =>
        Made(generator is null
            ? Aten.One(name, size, dtype ?? defaultType, default, Place(device))
            : Aten.One(string.Intern(name + ".generator"), size, generator, dtype ?? defaultType, default, Place(device)), requiresGrad, names);

    static Tensor Whole(long low, long high, long[] size, ScalarType? dtype, Device? device, bool requiresGrad, Generator? generator, string[]? names) =>
        Made(generator is null
            ? Aten.One("randint.low", low, high, size, dtype ?? ScalarType.Int64, default, Place(device))
            : Aten.One("randint.low_generator", low, high, size, generator, dtype ?? ScalarType.Int64, default, Place(device)), requiresGrad, names);

    static Tensor Made(Tensor tensor, bool requiresGrad, string[]? names)
    {
        if (names is { Length: > 0 })
            throw new NotSupportedException("Named dimensions are not supported; leave 'names' null.");
        return requiresGrad ? tensor.requires_grad_() : tensor;
    }
}
