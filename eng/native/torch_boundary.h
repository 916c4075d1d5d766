// How C# calls into libtorch: what is exported, how tensors are handed over, and how C++ exceptions become error codes. For every native part over libtorch.
#pragma once

#include <ATen/core/Tensor.h>
#include <exception>
#include <string>

#define EXPORT extern "C" __attribute__((visibility("default")))

// The message of the last error on this thread.
inline std::string& last_error() {
    static thread_local std::string text;
    return text;
}

template <typename Body>
int guarded(Body body) {
    try {
        body();
        return 0;
    } catch (const c10::Error& error) {
        last_error() = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error() = error.what();
    } catch (...) {
        last_error() = "libtorch threw something that is no std::exception";
    }
    return -1;
}

// A tensor by the handle that the managed side knows it by, on which that side goes on owning one reference. With the TorchSharp packages a handle is the
// address of an at::Tensor, with the portable stack that of a TensorImpl.
inline at::Tensor borrow(void* handle) {
    if (handle == nullptr) return at::Tensor();
#ifdef TORCHSHARP_HANDLES
    return *static_cast<at::Tensor*>(handle);
#else
    auto* impl = static_cast<c10::TensorImpl*>(handle);
    c10::raw::intrusive_ptr::incref(impl);
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
#endif
}
