// Gradients: recording on and off, backward, and what hangs on a tensor.
#include "boundary.h"

#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <vector>

namespace {

std::vector<at::Tensor> tensors(void* const* handles, int count) {
    std::vector<at::Tensor> result;
    result.reserve(count);
    for (int i = 0; i < count; ++i) result.push_back(borrow(handles[i]));
    return result;
}

}  // namespace

EXPORT int mt_grad_enabled() { return c10::GradMode::is_enabled() ? 1 : 0; }
EXPORT void mt_set_grad_enabled(int enabled) { c10::GradMode::set_enabled(enabled != 0); }

EXPORT int mt_inference_mode() { return c10::InferenceMode::is_enabled() ? 1 : 0; }

// The guard must be ended on the thread that began it: the state it restores is the thread's.
EXPORT void* mt_inference_begin(int enabled) { return new c10::InferenceMode(enabled != 0); }
EXPORT void mt_inference_end(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

EXPORT int mt_requires_grad(void* handle) { return borrow(handle).requires_grad() ? 1 : 0; }
EXPORT int mt_is_leaf(void* handle) { return borrow(handle).is_leaf() ? 1 : 0; }

EXPORT int mt_set_requires_grad(void* handle, int required) {
    return guarded([&] { borrow(handle).set_requires_grad(required != 0); });
}

EXPORT int mt_retain_grad(void* handle) {
    return guarded([&] { borrow(handle).retain_grad(); });
}

EXPORT int mt_grad(void* handle, void** result) {
    return guarded([&] { *result = hand_over(borrow(handle).grad()); });
}

EXPORT int mt_set_grad(void* handle, void* grad) {
    return guarded([&] { borrow(handle).mutable_grad() = borrow(grad); });
}

EXPORT int mt_backward(void* const* roots, int roots_count, void* const* gradients, int gradients_count,
                       int retain_graph, int create_graph, void* const* inputs, int inputs_count) {
    return guarded([&] {
        torch::autograd::backward(tensors(roots, roots_count), tensors(gradients, gradients_count),
                                  retain_graph != 0, create_graph != 0, tensors(inputs, inputs_count));
    });
}

// `results` has room for `inputs_count` handles; an input that the outputs do not depend on leaves null.
EXPORT int mt_gradients(void* const* outputs, int outputs_count, void* const* inputs, int inputs_count,
                        void* const* gradients, int gradients_count, int retain_graph, int create_graph, int allow_unused, void** results) {
    return guarded([&] {
        auto found = torch::autograd::grad(tensors(outputs, outputs_count), tensors(inputs, inputs_count), tensors(gradients, gradients_count),
                                           retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < found.size(); ++i) results[i] = hand_over(std::move(found[i]));
    });
}
