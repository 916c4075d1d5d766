// What crosses the boundary between C# and c10d, and how C++ exceptions become error codes.
#pragma once

#include <ATen/core/Tensor.h>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#define EXPORT extern "C" __attribute__((visibility("default")))

using StorePointer = c10::intrusive_ptr<c10d::Store>;
using WorkPointer = c10::intrusive_ptr<c10d::Work>;
using Clock = std::chrono::steady_clock;

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
        last_error() = "c10d threw something that is no std::exception";
    }
    return -1;
}

// A tensor by the handle that the managed side knows it by, which goes on owning it.
inline at::Tensor borrow(void* handle) {
#ifdef TORCHSHARP_HANDLES
    return *static_cast<at::Tensor*>(handle);
#else
    auto* impl = static_cast<c10::TensorImpl*>(handle);
    c10::raw::intrusive_ptr::incref(impl);
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
#endif
}

inline double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }
