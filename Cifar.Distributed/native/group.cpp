// Connecting the ranks, and the collective operations.
#include "group.h"

#include <ATen/Functions.h>

namespace {

// Gloo knows few number formats; what is only carried from rank to rank travels as bytes.
at::Tensor bytes_of(const at::Tensor& tensor) {
    return at::from_blob(tensor.data_ptr(), {static_cast<int64_t>(tensor.nbytes())}, at::kByte);
}

}  // namespace

// Listens at an address of this machine, and nowhere else.
EXPORT void* cd_group(void* store, int rank, int size, const char* address, int64_t timeout_ms) {
    void* result = nullptr;
    guarded([&] {
        auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::milliseconds(timeout_ms));
        options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForHostname(address));
        options->threads = 2;
        auto gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(*static_cast<StorePointer*>(store), rank, size, options);
        result = new Group{std::move(gloo)};
    });
    return result;
}

EXPORT void cd_group_release(void* group) { delete static_cast<Group*>(group); }

EXPORT int cd_broadcast(void* group, void* tensor, int root) {
    return guarded([&] {
        const at::Tensor target = borrow(tensor);
        const at::Tensor values = target.detach().to(at::kCPU).contiguous();
        if (values.numel() == 0) return;
        std::vector<at::Tensor> bytes{bytes_of(values)};
        c10d::BroadcastOptions options;
        options.rootRank = root;
        static_cast<Group*>(group)->gloo->broadcast(bytes, options)->wait();
        if (!values.is_alias_of(target)) target.detach().copy_(values);
    });
}

EXPORT int cd_barrier(void* group) {
    return guarded([&] { static_cast<Group*>(group)->gloo->barrier()->wait(); });
}

// Sums a tensor in CPU memory over all ranks, in place, while the caller goes on. Null where it cannot be started.
EXPORT void* cd_sum(void* group, void* tensor) {
    void* result = nullptr;
    guarded([&] { result = new WorkPointer(static_cast<Group*>(group)->sum(borrow(tensor).detach())); });
    return result;
}

EXPORT int cd_work_wait(void* work) {
    return guarded([&] { (*static_cast<WorkPointer*>(work))->wait(); });
}

EXPORT void cd_work_release(void* work) { delete static_cast<WorkPointer*>(work); }
