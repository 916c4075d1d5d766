// What the parts of this library have in common.
#pragma once

#include "torch_boundary.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

using StorePointer = c10::intrusive_ptr<c10d::Store>;
using WorkPointer = c10::intrusive_ptr<c10d::Work>;
using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Looks again and again, ever more seldom, until something holds or the time is over.
template <typename Condition>
bool wait_until(Clock::time_point end, Condition holds) {
    auto pause = std::chrono::milliseconds(1);
    while (!holds()) {
        if (Clock::now() >= end) return false;
        std::this_thread::sleep_for(pause);
        pause = std::min(2 * pause, std::chrono::milliseconds(50));
    }
    return true;
}
