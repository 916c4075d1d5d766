// What crosses the boundary between C# and libtorch, and how C++ exceptions become error codes.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <exception>
#include <string>

#define EXPORT extern "C" __attribute__((visibility("default")))

// Mirrored by ValueKind in Native/Value.cs.
enum class Kind : int32_t {
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, IntList = 5, DoubleList = 6, TensorList = 7,
    OptionalTensorList = 8, String = 9, Device = 10, Generator = 11, BoolList = 12,
};

// One argument or one result. `count` is a list's length, or a device's type.
struct Value {
    Kind kind;
    int32_t count;
    union {
        void* pointer;
        int64_t integer;
        double real;
    };
};

std::string& last_error();

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

// A handle is the address of a TensorImpl, on which the managed side owns one reference.
inline at::Tensor borrow(void* handle) {
    if (handle == nullptr) return at::Tensor();
    auto* impl = static_cast<c10::TensorImpl*>(handle);
    c10::raw::intrusive_ptr::incref(impl);
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
}

inline void* hand_over(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}
