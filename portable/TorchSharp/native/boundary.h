// What crosses the boundary between C# and libtorch, beyond what all native parts over libtorch have in common.
#pragma once

#include "torch_boundary.h"

#include <cstdint>

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

// A handle that the receiver owns a reference on.
inline void* hand_over(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}
