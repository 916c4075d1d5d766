// Loops over float32 and bfloat16 that the compiler turns into the widest vectors the processor has.
#pragma once

#include <c10/util/BFloat16.h>
#include <cstring>
#include <type_traits>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

// A template cannot be compiled for several processors, so its body is written out in one function for each type of elements.
#define FOR_EACH_ELEMENT inline __attribute__((always_inline))

FOR_EACH_ELEMENT float bits_to_float(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

FOR_EACH_ELEMENT uint32_t float_to_bits(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

FOR_EACH_ELEMENT float load(const float* at) { return *at; }
FOR_EACH_ELEMENT float load(const uint16_t* at) { return bits_to_float(static_cast<uint32_t>(*at) << 16); }

FOR_EACH_ELEMENT void store(float* at, float value) { *at = value; }

// To the nearest, ties to even; every NaN becomes the same one, as libtorch has it.
FOR_EACH_ELEMENT void store(uint16_t* at, float value) {
    const uint32_t bits = float_to_bits(value);
    const uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    *at = static_cast<uint16_t>((bits & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC0 : rounded);
}
