// Loops over float32 and bfloat16 that the compiler turns into the widest vectors the processor has.
#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

// What such loops call has to be compiled with them.
#define IN_PLACE inline __attribute__((always_inline))

constexpr int64_t Grain = 16384;  // elements a thread should have at least

template <typename T>
T* elements(const at::Tensor& tensor) { return static_cast<T*>(tensor.data_ptr()); }

inline bool is_float_on_cpu(const at::Tensor& tensor) {
    return tensor.device().is_cpu() && tensor.layout() == at::kStrided && (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16);
}

IN_PLACE float bits_to_float(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

IN_PLACE uint32_t float_to_bits(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

IN_PLACE float load(const float* at) { return *at; }
IN_PLACE float load(const uint16_t* at) { return bits_to_float(static_cast<uint32_t>(*at) << 16); }

IN_PLACE void store(float* at, float value) { *at = value; }

// To the nearest, ties to even; every NaN becomes the same one, as libtorch has it.
IN_PLACE void store(uint16_t* at, float value) {
    const uint32_t bits = float_to_bits(value);
    const uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    *at = static_cast<uint16_t>((bits & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC0 : rounded);
}
