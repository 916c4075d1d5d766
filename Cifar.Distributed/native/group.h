// The ranks of a job, connected.
#pragma once

#include "boundary.h"

#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

struct Group {
    c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;

    // Starts summing a tensor over all ranks, in place.
    WorkPointer sum(at::Tensor tensor) const {
        std::vector<at::Tensor> tensors{std::move(tensor)};
        return gloo->allreduce(tensors);
    }
};
