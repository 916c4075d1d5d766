// SiLU, x * sigmoid(x), and its gradient: libtorch's are among the slowest operators of a training step on a processor.
#include "elements.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

namespace {

// exp by its polynomial about a multiple of ln 2 (Cody and Waite 1980), within 2 units in the last place; infinite from 88.4 on.
IN_PLACE float exponential(float x) {
    constexpr float ToInteger = 12582912.0f;  // 1.5 * 2^23: what is added to it is rounded to an integer
    float whole = x * 1.44269504f;
    whole = whole < -126.0f ? -126.0f : whole;
    whole = whole > 128.0f ? 128.0f : whole;
    whole = (whole + ToInteger) - ToInteger;
    float part = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
    part = part < -0.35f ? -0.35f : part;
    part = part > 0.35f ? 0.35f : part;
    float power = 1.0f / 5040;
    power = power * part + 1.0f / 720;
    power = power * part + 1.0f / 120;
    power = power * part + 1.0f / 24;
    power = power * part + 1.0f / 6;
    power = power * part + 0.5f;
    power = power * part + 1.0f;
    power = power * part + 1.0f;
    return power * bits_to_float(static_cast<uint32_t>(static_cast<int32_t>(whole) + 127) << 23);
}

template <typename T>
IN_PLACE void forward(const T* input, T* output, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
        const float x = load(input + i);
        store(output + i, x / (1.0f + exponential(-x)));
    }
}

template <typename T>
IN_PLACE void backward(const T* gradient, const T* input, T* result, int64_t count) {
    for (int64_t i = 0; i < count; ++i) {
        const float x = load(input + i);
        const float sigmoid = 1.0f / (1.0f + exponential(-x));
        store(result + i, load(gradient + i) * sigmoid * (1.0f + x * (1.0f - sigmoid)));
    }
}

FOR_EACH_PROCESSOR void forward32(const float* input, float* output, int64_t count) { forward(input, output, count); }
FOR_EACH_PROCESSOR void forward16(const uint16_t* input, uint16_t* output, int64_t count) { forward(input, output, count); }
FOR_EACH_PROCESSOR void backward32(const float* gradient, const float* input, float* result, int64_t count) { backward(gradient, input, result, count); }
FOR_EACH_PROCESSOR void backward16(const uint16_t* gradient, const uint16_t* input, uint16_t* result, int64_t count) { backward(gradient, input, result, count); }

// Elements lie one behind the other, in whatever order of dimensions.
bool fits(const at::Tensor& tensor) {
    return is_float_on_cpu(tensor) && tensor.is_non_overlapping_and_dense();
}

struct Silu : torch::autograd::Function<Silu> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input) {
        context->save_for_backward({input});
        at::Tensor output = at::empty_like(input);
        at::parallel_for(0, input.numel(), Grain, [&](int64_t from, int64_t to) {
            if (input.scalar_type() == at::kFloat) forward32(elements<float>(input) + from, elements<float>(output) + from, to - from);
            else forward16(elements<uint16_t>(input) + from, elements<uint16_t>(output) + from, to - from);
        });
        return output;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, const torch::autograd::variable_list& gradients) {
        const at::Tensor input = context->get_saved_variables()[0];
        if (c10::GradMode::is_enabled()) {  // in operators that can be differentiated again
            const at::Tensor sigmoid = at::sigmoid(input);
            return {gradients[0] * sigmoid * (1 + input * (1 - sigmoid))};
        }
        const at::Tensor gradient = gradients[0].strides() == input.strides() ? gradients[0] : at::empty_like(input).copy_(gradients[0]);
        at::Tensor result = at::empty_like(input);
        at::parallel_for(0, input.numel(), Grain, [&](int64_t from, int64_t to) {
            if (input.scalar_type() == at::kFloat) backward32(elements<float>(gradient) + from, elements<float>(input) + from, elements<float>(result) + from, to - from);
            else backward16(elements<uint16_t>(gradient) + from, elements<uint16_t>(input) + from, elements<uint16_t>(result) + from, to - from);
        });
        return {result};
    }
};

at::Tensor silu(const at::Tensor& input) { return fits(input) ? Silu::apply(input) : at::silu(input); }

}  // namespace

TORCH_LIBRARY_FRAGMENT(mlnetcifar, library) { library.def("silu(Tensor self) -> Tensor", &silu); }
