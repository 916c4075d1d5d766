using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // Arithmetic with a tensor or a number; shapes broadcast.
        public Tensor add(Tensor target) => Aten.One("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Aten.One("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => Aten.One("add.Scalar", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Aten.One("add.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => Aten.InPlace(this, "add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Aten.InPlace(this, "add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => Aten.InPlace(this, "add_.Scalar", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Aten.InPlace(this, "add_.Scalar", this, scalar, alpha);
        public Tensor sub(Tensor target) => Aten.One("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Aten.One("sub.Scalar", this, target);
        public Tensor sub_(Tensor target) => Aten.InPlace(this, "sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => Aten.InPlace(this, "sub_.Scalar", this, target);
        public Tensor mul(Tensor target) => Aten.One("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Aten.One("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => Aten.InPlace(this, "mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => Aten.InPlace(this, "mul_.Scalar", this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Scalar target) => sub_(target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Aten.One("div.Tensor_mode", this, target, Text(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Aten.One("div.Scalar_mode", this, target, Text(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.InPlace(this, "div_.Tensor_mode", this, target, Text(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            Aten.InPlace(this, "div_.Scalar_mode", this, target, Text(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor pow(Tensor exponent) => Aten.One("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Aten.One("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => Aten.InPlace(this, "pow_.Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => Aten.InPlace(this, "pow_.Scalar", this, exponent);
        public Tensor remainder(Tensor target) => Aten.One("remainder.Tensor", this, target);
        public Tensor remainder(Scalar scalar) => Aten.One("remainder.Scalar", this, scalar);
        public Tensor remainder_(Tensor target) => Aten.InPlace(this, "remainder_.Tensor", this, target);
        public Tensor remainder_(Scalar scalar) => Aten.InPlace(this, "remainder_.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => Aten.One("fmod.Tensor", this, target);
        public Tensor fmod(Scalar scalar) => Aten.One("fmod.Scalar", this, scalar);
        public Tensor fmod_(Tensor target) => Aten.InPlace(this, "fmod_.Tensor", this, target);
        public Tensor fmod_(Scalar scalar) => Aten.InPlace(this, "fmod_.Scalar", this, scalar);
        public Tensor floor_divide(Tensor other) => Aten.One("floor_divide", this, other);
        public Tensor floor_divide(Scalar other) => Aten.One("floor_divide.Scalar", this, other);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor true_divide(Scalar other) => div(other);
        public Tensor floor_divide_(Tensor other) => Aten.InPlace(this, "floor_divide_.Tensor", this, other);
        public Tensor floor_divide_(Scalar other) => Aten.InPlace(this, "floor_divide_.Scalar", this, other);
        public Tensor true_divide_(Tensor other) => div_(other);
        public Tensor true_divide_(Scalar other) => div_(other);
        public Tensor maximum(Tensor other) => Aten.One("maximum", this, other);
        public Tensor minimum(Tensor other) => Aten.One("minimum", this, other);
        public Tensor fmax(Tensor other) => Aten.One("fmax", this, other);
        public Tensor fmin(Tensor other) => Aten.One("fmin", this, other);
        public Tensor hypot(Tensor other) => Aten.One("hypot", this, other);
        public Tensor logaddexp(Tensor other) => Aten.One("logaddexp", this, other);
        public Tensor atan2(Tensor other) => Aten.One("atan2", this, other);
        public Tensor atan2_(Tensor other) => Aten.InPlace(this, "atan2_", this, other);
        public Tensor copysign(Tensor other) => Aten.One("copysign.Tensor", this, other);
        public Tensor copysign_(Tensor other) => Aten.InPlace(this, "copysign_.Tensor", this, other);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.One("addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.One("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Aten.InPlace(this, "addcdiv_", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.InPlace(this, "addcdiv_", this, tensor1, tensor2, value);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.One("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.InPlace(this, "addcmul_", this, tensor1, tensor2, value);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.One("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Aten.InPlace(this, "lerp_.Tensor", this, end, weight);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.One("clamp", this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.One("clamp.Tensor", this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.InPlace(this, "clamp_", this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Aten.InPlace(this, "clamp_.Tensor", this, min, max);
        public Tensor clamp_max(Scalar max) => Aten.One("clamp_max", this, max);
        public Tensor clamp_max_(Scalar max) => Aten.InPlace(this, "clamp_max_", this, max);
        public Tensor clamp_min(Scalar min) => Aten.One("clamp_min", this, min);
        public Tensor clamp_min_(Scalar min) => Aten.InPlace(this, "clamp_min_", this, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor round(long decimals = 0) => Aten.One("round.decimals", this, decimals);
        public Tensor round_(long decimals = 0) => Aten.InPlace(this, "round_.decimals", this, decimals);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Aten.One("nan_to_num", this, nan, posinf, neginf);
        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) => Aten.InPlace(this, "nan_to_num_", this, nan, posinf, neginf);

        public Tensor elu(double alpha = 1) => Aten.One("elu", this, alpha);
        public Tensor elu_(double alpha = 1) => Aten.InPlace(this, "elu_", this, alpha);
        public Tensor leaky_relu(Scalar negative_slope) => Aten.One("leaky_relu", this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => Aten.InPlace(this, "leaky_relu_", this, negative_slope);
        public Tensor hardtanh(Scalar min, Scalar max) => Aten.One("hardtanh", this, min, max);
        public Tensor hardtanh_(Scalar min, Scalar max) => Aten.InPlace(this, "hardtanh_", this, min, max);
        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.One("softplus", this, beta, threshold);
        public Tensor prelu(Tensor target) => Aten.One("prelu", this, target);
        public Tensor gelu() => Aten.One("gelu", this);
        public Tensor gelu(Modules.GELU.Approximate approximate) => Aten.One("gelu", this, approximate.ToString());
        public Tensor gelu_() => Aten.InPlace(this, "gelu_", this);
        public Tensor gelu_(Modules.GELU.Approximate approximate) => Aten.InPlace(this, "gelu_", this, approximate.ToString());

        static string? Text(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();
    }
}
