// Max-pooling of windows that do not overlap, channels last. libtorch keeps the whole input and an index of eight bytes for each maximum; here an index is one
// byte and the input is let go, which spares a network that pools behind its convolutions a good part of its memory.
#include "elements.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>
#include <algorithm>

namespace {

constexpr int64_t LargestWindow = 256;  // its places have to fit into a byte

// One place of the window for all channels: the greater of this and the best so far, where NaN is greater than all, as libtorch has it.
template <typename T>
IN_PLACE void take(const T* input, T* best, uint8_t* places, uint8_t place, int64_t channels) {
    for (int64_t c = 0; c < channels; ++c) {
        const float value = load(input + c);
        const bool is_better = value > load(best + c) || value != value;
        best[c] = is_better ? input[c] : best[c];
        places[c] = is_better ? place : places[c];
    }
}

template <typename T>
IN_PLACE void give(const T* gradient, const uint8_t* places, T* result, uint8_t place, int64_t channels) {
    for (int64_t c = 0; c < channels; ++c) result[c] = places[c] == place ? gradient[c] : T(0);
}

FOR_EACH_PROCESSOR void take_place(const float* input, float* best, uint8_t* places, uint8_t place, int64_t channels) { take(input, best, places, place, channels); }
FOR_EACH_PROCESSOR void take_place(const uint16_t* input, uint16_t* best, uint8_t* places, uint8_t place, int64_t channels) { take(input, best, places, place, channels); }
FOR_EACH_PROCESSOR void give_place(const float* gradient, const uint8_t* places, float* result, uint8_t place, int64_t channels) { give(gradient, places, result, place, channels); }
FOR_EACH_PROCESSOR void give_place(const uint16_t* gradient, const uint8_t* places, uint16_t* result, uint8_t place, int64_t channels) { give(gradient, places, result, place, channels); }

struct Shape {
    int64_t images, channels, height, width, window_height, window_width;

    int64_t rows() const { return height / window_height; }
    int64_t columns() const { return width / window_width; }
};

template <typename T>
void pool(const T* input, T* output, uint8_t* places, const Shape& shape) {
    const int64_t line = shape.width * shape.channels, pooled_line = shape.columns() * shape.channels;
    at::parallel_for(0, shape.images * shape.rows(), std::max<int64_t>(1, Grain / std::max<int64_t>(1, pooled_line)), [&](int64_t from, int64_t to) {
        for (int64_t row = from; row < to; ++row) {
            const T* above = input + (row / shape.rows() * shape.height + row % shape.rows() * shape.window_height) * line;
            for (int64_t column = 0; column < shape.columns(); ++column) {
                T* best = output + row * pooled_line + column * shape.channels;
                uint8_t* place = places + row * pooled_line + column * shape.channels;
                const T* corner = above + column * shape.window_width * shape.channels;
                std::memcpy(best, corner, shape.channels * sizeof(T));
                std::memset(place, 0, shape.channels);
                for (int64_t k = 1; k < shape.window_height * shape.window_width; ++k) {
                    take_place(corner + k / shape.window_width * line + k % shape.window_width * shape.channels, best, place, static_cast<uint8_t>(k), shape.channels);
                }
            }
        }
    });
}

// Each value of the result is written once: a gradient, or 0 where there was no maximum or no window.
template <typename T>
void unpool(const T* gradient, const uint8_t* places, T* result, const Shape& shape) {
    const int64_t line = shape.width * shape.channels, pooled_line = shape.columns() * shape.channels;
    at::parallel_for(0, shape.images * shape.height, std::max<int64_t>(1, Grain / std::max<int64_t>(1, line)), [&](int64_t from, int64_t to) {
        for (int64_t row = from; row < to; ++row) {
            const int64_t y = row % shape.height, pooled_y = y / shape.window_height;
            T* target = result + row * line;
            int64_t x = 0;
            if (pooled_y < shape.rows()) {
                const int64_t pooled = (row / shape.height * shape.rows() + pooled_y) * pooled_line;
                for (; x < shape.columns() * shape.window_width; ++x) {
                    const int64_t at = pooled + x / shape.window_width * shape.channels;
                    const auto place = static_cast<uint8_t>(y % shape.window_height * shape.window_width + x % shape.window_width);
                    give_place(gradient + at, places + at, target + x * shape.channels, place, shape.channels);
                }
            }
            std::memset(target + x * shape.channels, 0, (shape.width - x) * shape.channels * sizeof(T));
        }
    });
}

// The same in libtorch's operators, which can be differentiated again.
at::Tensor unpool_differentiably(const at::Tensor& gradient, const at::Tensor& places, const Shape& shape) {
    const at::Tensor place = places.to(at::kLong);
    const auto step = [&](int64_t count, int64_t window, at::IntArrayRef view) { return at::arange(0, count * window, window, at::kLong).view(view); };
    const at::Tensor y = place.div(shape.window_width, "floor") + step(shape.rows(), shape.window_height, {-1, 1});
    const at::Tensor x = place.remainder(shape.window_width) + step(shape.columns(), shape.window_width, {1, -1});
    return at::zeros({shape.images, shape.channels, shape.height * shape.width}, gradient.options())
        .scatter(2, (y * shape.width + x).flatten(2), gradient.flatten(2))
        .view({shape.images, shape.channels, shape.height, shape.width});
}

struct MaxPool : torch::autograd::Function<MaxPool> {
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, int64_t window_height, int64_t window_width) {
        const Shape shape{input.size(0), input.size(1), input.size(2), input.size(3), window_height, window_width};
        at::Tensor output = at::empty({shape.images, shape.channels, shape.rows(), shape.columns()}, input.options(), at::MemoryFormat::ChannelsLast);
        at::Tensor places = at::empty_like(output, output.options().dtype(at::kByte));
        if (input.scalar_type() == at::kFloat) pool(elements<float>(input), elements<float>(output), elements<uint8_t>(places), shape);
        else pool(elements<uint16_t>(input), elements<uint16_t>(output), elements<uint8_t>(places), shape);
        context->save_for_backward({places});
        context->saved_data["height"] = shape.height;
        context->saved_data["width"] = shape.width;
        context->saved_data["window_height"] = window_height;
        context->saved_data["window_width"] = window_width;
        return output;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context, const torch::autograd::variable_list& gradients) {
        const at::Tensor places = context->get_saved_variables()[0];
        const auto number = [&](const char* name) { return context->saved_data[name].toInt(); };
        const Shape shape{places.size(0), places.size(1), number("height"), number("width"), number("window_height"), number("window_width")};
        if (c10::GradMode::is_enabled()) return {unpool_differentiably(gradients[0], places, shape), {}, {}};
        const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
        at::Tensor result = at::empty({shape.images, shape.channels, shape.height, shape.width}, gradient.options(), at::MemoryFormat::ChannelsLast);
        if (gradient.scalar_type() == at::kFloat) unpool(elements<float>(gradient), elements<uint8_t>(places), elements<float>(result), shape);
        else unpool(elements<uint16_t>(gradient), elements<uint8_t>(places), elements<uint16_t>(result), shape);
        return {result, {}, {}};
    }
};

bool are(at::IntArrayRef numbers, int64_t value) {
    return std::all_of(numbers.begin(), numbers.end(), [=](int64_t number) { return number == value; });
}

at::Tensor max_pool2d(const at::Tensor& input, at::IntArrayRef kernel, at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool ceil_mode) {
    const bool fits = is_float_on_cpu(input)
        && input.dim() == 4 && input.numel() > 0 && input.is_contiguous(at::MemoryFormat::ChannelsLast)
        && kernel.size() == 2 && stride == kernel && are(padding, 0) && are(dilation, 1) && !ceil_mode
        && kernel[0] > 0 && kernel[1] > 0 && kernel[0] <= input.size(2) && kernel[1] <= input.size(3) && kernel[0] * kernel[1] <= LargestWindow;
    return fits ? MaxPool::apply(input, kernel[0], kernel[1]) : at::max_pool2d(input, kernel, stride, padding, dilation, ceil_mode);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(mlnetcifar, library) {
    library.def("max_pool2d(Tensor self, int[2] kernel_size, int[2] stride, int[2] padding, int[2] dilation, bool ceil_mode) -> Tensor", &max_pool2d);
}
