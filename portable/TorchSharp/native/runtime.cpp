// Threads, devices and random number generators.
#include "boundary.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <torch/cuda.h>
#include <torch/version.h>
#include <mutex>

EXPORT const char* mt_last_error() { return last_error().c_str(); }
EXPORT const char* mt_version() { return TORCH_VERSION; }

EXPORT int mt_get_threads() { return at::get_num_threads(); }
EXPORT int mt_set_threads(int count) {
    return guarded([&] { at::set_num_threads(count); });
}
EXPORT int mt_get_interop_threads() { return static_cast<int>(at::get_num_interop_threads()); }
EXPORT int mt_set_interop_threads(int count) {
    return guarded([&] { at::set_num_interop_threads(count); });
}

EXPORT int mt_cuda_devices() { return at::hasCUDA() ? static_cast<int>(torch::cuda::device_count()) : 0; }
EXPORT int mt_cudnn() { return at::hasCUDA() && torch::cuda::cudnn_is_available() ? 1 : 0; }
EXPORT int mt_cuda_synchronize(int64_t device) {
    return guarded([&] { torch::cuda::synchronize(device); });
}
EXPORT int mt_allow_tf32_cudnn() { return at::globalContext().allowTF32CuDNN() ? 1 : 0; }
EXPORT void mt_set_allow_tf32_cudnn(int allowed) { at::globalContext().setAllowTF32CuDNN(allowed != 0); }
EXPORT int mt_allow_tf32_cublas() { return at::globalContext().allowTF32CuBLAS() ? 1 : 0; }
EXPORT void mt_set_allow_tf32_cublas(int allowed) { at::globalContext().setAllowTF32CuBLAS(allowed != 0); }

// Seeds the generators of every device.
EXPORT int mt_seed_everything(int64_t seed) {
    return guarded([&] { at::manual_seed(static_cast<uint64_t>(seed)); });
}

// The process-wide generator of the CPU.
EXPORT void* mt_generator_default() {
    return new at::Generator(at::detail::getDefaultCPUGenerator());
}

EXPORT void* mt_generator(uint64_t seed, int device_type, int device_index) {
    at::Generator* generator = nullptr;
    guarded([&] {
        if (static_cast<c10::DeviceType>(device_type) == c10::DeviceType::CPU) {
            generator = new at::Generator(at::detail::createCPUGenerator(seed));
        } else {
            at::Generator shared = at::globalContext().defaultGenerator(
                c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index < 0 ? 0 : device_index)));
            std::lock_guard<std::mutex> lock(shared.mutex());
            generator = new at::Generator(shared.clone());
            generator->set_current_seed(seed);
        }
    });
    return generator;
}

EXPORT void mt_generator_release(void* generator) { delete static_cast<at::Generator*>(generator); }

EXPORT int mt_generator_set_seed(void* generator, int64_t seed) {
    return guarded([&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_current_seed(static_cast<uint64_t>(seed));
    });
}

EXPORT int64_t mt_generator_initial_seed(void* generator) {
    return static_cast<int64_t>(static_cast<at::Generator*>(generator)->current_seed());
}

// Draws a new seed from the machine's entropy.
EXPORT int64_t mt_generator_seed(void* generator) {
    auto& target = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    return static_cast<int64_t>(target.seed());
}

EXPORT int mt_generator_get_state(void* generator, void** state) {
    return guarded([&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        *state = hand_over(target.get_state());
    });
}

EXPORT int mt_generator_set_state(void* generator, void* state) {
    return guarded([&] {
        auto& target = *static_cast<at::Generator*>(generator);
        std::lock_guard<std::mutex> lock(target.mutex());
        target.set_state(borrow(state));
    });
}
