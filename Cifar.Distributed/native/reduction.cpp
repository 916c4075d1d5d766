// Gradients summed over all ranks in buckets, each as soon as the backward pass has filled it.
#include "group.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <atomic>
#include <memory>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>
#include <vector>

namespace {

struct Part {
    at::Tensor weight;
    std::shared_ptr<torch::autograd::Node> accumulator;
    uintptr_t hook = 0;
    size_t bucket = 0;
    int64_t offset = 0;
    bool ready = false;
};

struct Bucket {
    at::Tensor sum;
    std::vector<size_t> parts;
    size_t missing = 0;
    WorkPointer work;
    Clock::time_point started;
    std::shared_ptr<std::atomic<int64_t>> ended;
};

struct Times {
    double waiting;
    double communicating;
};

class Reduction {
public:
    Reduction(const Group& group, std::vector<at::Tensor> weights, int64_t first_bytes, int64_t bytes) : group_(group) {
        // The backward pass comes by in about the reverse of the order in which the weights are listed. A bucket ends with the weight that fills it: were that one
        // left to the next bucket, a large last layer would wait for all that come after it.
        int64_t limit = first_bytes, size = 0;
        parts_.resize(weights.size());
        for (size_t i = weights.size(); i-- > 0;) {
            if (buckets_.empty() || size >= limit) {
                if (!buckets_.empty()) limit = bytes;
                close_bucket(size);
                buckets_.emplace_back();
                size = 0;
            }
            Part& part = parts_[i];
            part.weight = weights[i];
            part.bucket = buckets_.size() - 1;
            part.offset = size / static_cast<int64_t>(sizeof(float));
            buckets_.back().parts.push_back(i);
            size += weights[i].numel() * static_cast<int64_t>(sizeof(float));
        }
        close_bucket(size);
        for (size_t i = 0; i < parts_.size(); ++i) listen(i);
    }

    ~Reduction() {
        for (Part& part : parts_) {
            if (part.accumulator) part.accumulator->del_post_hook(part.hook);
        }
    }

    int64_t buckets() const { return static_cast<int64_t>(buckets_.size()); }

    // The backward pass comes next; its gradients are multiplied with `share` before they are summed.
    void begin(double share) {
        share_ = share;
        next_ = 0;
        for (Part& part : parts_) part.ready = false;
        for (Bucket& bucket : buckets_) {
            bucket.missing = bucket.parts.size();
            bucket.work.reset();
        }
        listening_ = true;
    }

    // Waits for all sums and makes them the gradients.
    Times finish() {
        listening_ = false;
        at::NoGradGuard off;
        for (size_t i = parts_.size(); i-- > 0;) {
            if (!parts_[i].ready) view(parts_[i]).zero_();
        }
        for (Bucket& bucket : buckets_) bucket.missing = 0;
        launch();

        Times times{0, 0};
        auto earlier = buckets_.empty() ? Clock::now() : buckets_.front().started;
        for (Bucket& bucket : buckets_) {
            const auto start = Clock::now();
            bucket.work->wait();
            times.waiting += seconds_since(start);
            const auto ended = Clock::time_point(Clock::duration(bucket.ended->load()));
            times.communicating += std::max(0.0, std::chrono::duration<double>(ended - std::max(earlier, bucket.started)).count());
            earlier = std::max(earlier, ended);
            for (size_t i : bucket.parts) deliver(parts_[i]);
        }
        return times;
    }

private:
    // Called by the backward pass when the gradient of a weight is complete.
    class Hook : public torch::autograd::FunctionPostHook {
    public:
        Hook(Reduction& reduction, size_t part) : reduction_(reduction), part_(part) {}

        torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs, const torch::autograd::variable_list&) override {
            reduction_.ready(part_);
            return outputs;
        }

    private:
        Reduction& reduction_;
        size_t part_;
    };

    void close_bucket(int64_t bytes) {
        if (!buckets_.empty()) buckets_.back().sum = at::zeros({bytes / static_cast<int64_t>(sizeof(float))}, at::kFloat);
    }

    void listen(size_t i) {
        Part& part = parts_[i];
        if (!part.weight.requires_grad()) return;
        part.accumulator = torch::autograd::impl::grad_accumulator(part.weight);
        part.hook = part.accumulator->add_post_hook(std::make_unique<Hook>(*this, i));
    }

    at::Tensor view(const Part& part) const {
        return buckets_[part.bucket].sum.narrow(0, part.offset, part.weight.numel()).view(part.weight.sizes());
    }

    void ready(size_t i) {
        Part& part = parts_[i];
        const at::Tensor& gradient = part.weight.grad();
        if (!listening_ || part.ready || !gradient.defined()) return;
        at::NoGradGuard off;
        view(part).copy_(gradient).mul_(share_);
        part.ready = true;
        if (--buckets_[part.bucket].missing == 0) launch();
    }

    // Every rank starts its buckets in the same order, or sums of different buckets would meet.
    void launch() {
        for (; next_ < buckets_.size() && buckets_[next_].missing == 0; ++next_) {
            Bucket& bucket = buckets_[next_];
            bucket.started = Clock::now();
            bucket.ended = std::make_shared<std::atomic<int64_t>>(bucket.started.time_since_epoch().count());
            bucket.work = group_.sum(bucket.sum);
            bucket.work->getFuture()->addCallback([ended = bucket.ended](c10::ivalue::Future&) { *ended = Clock::now().time_since_epoch().count(); });
        }
    }

    // A weight that played no part in the loss keeps having no gradient.
    void deliver(Part& part) {
        if (!part.ready) return;
        at::Tensor& gradient = part.weight.mutable_grad();
        if (gradient.scalar_type() == at::kFloat) {
            gradient.copy_(view(part));
        } else {
            // Gradients of short formats stay in the format they were summed in.
            gradient = view(part).clone();
        }
    }

    const Group& group_;
    std::vector<Part> parts_;
    std::vector<Bucket> buckets_;
    double share_ = 1;
    size_t next_ = 0;
    bool listening_ = false;
};

}  // namespace

EXPORT void* cd_reduction(void* group, void* const* weights, int count, int64_t first_bytes, int64_t bytes) {
    void* result = nullptr;
    guarded([&] {
        std::vector<at::Tensor> tensors;
        for (int i = 0; i < count; ++i) tensors.push_back(borrow(weights[i]));
        result = new Reduction(*static_cast<Group*>(group), std::move(tensors), first_bytes, bytes);
    });
    return result;
}

EXPORT int64_t cd_reduction_buckets(void* reduction) { return static_cast<Reduction*>(reduction)->buckets(); }

EXPORT int cd_reduction_begin(void* reduction, double share) {
    return guarded([&] { static_cast<Reduction*>(reduction)->begin(share); });
}

EXPORT int cd_reduction_finish(void* reduction, double* waiting, double* communicating) {
    return guarded([&] {
        const Times times = static_cast<Reduction*>(reduction)->finish();
        *waiting = times.waiting;
        *communicating = times.communicating;
    });
}

EXPORT void cd_reduction_release(void* reduction) { delete static_cast<Reduction*>(reduction); }
