// Memory of tensors on the CPU. A training step asks for the same large blocks as the step before; mapping them anew each time costs as much as some of the
// convolutions, and a heap that keeps them falls to pieces. So large blocks are mapped one by one and kept for the next request of about their size,
// as long as all of them together stay close to what was in use at the busiest moment. Smaller ones are left to malloc, which is told to keep what is freed.
#include "boundary.h"

#ifdef __linux__
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <malloc.h>
#include <sys/mman.h>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>

namespace {

constexpr size_t page = 4096;
constexpr size_t huge_page = 2 << 20;
constexpr size_t vector_alignment = 64;

constexpr size_t smallest_block = 1 << 20;

// The most that is mapped, as a multiple of the bytes ever in use at once.
constexpr double most_kept = 1.15;

// A block that so many others were taken before is one that nobody will ask for again, as when images change their size.
constexpr size_t stale_after = 10'000;

// A block serves a request that is smaller by no more than this share.
constexpr double most_wasted = 0.1;

class Blocks {
public:
    void* take(size_t size) {
        size = (size + page - 1) / page * page;
        std::lock_guard<std::mutex> lock(mutex);
        requests++;
        used += size;
        peak = std::max(peak, used);
        auto found = idle.lower_bound(size);
        if (found != idle.end() && static_cast<double>(found->first - size) <= most_wasted * static_cast<double>(found->first)) {
            // Of blocks of one size the last one used: some of it may still be in the cache.
            found = std::prev(idle.upper_bound(found->first));
            void* block = found->second.block;
            size_t whole = found->first;
            used += whole - size;
            peak = std::max(peak, used);
            by_age.erase(found->second.age);
            idle.erase(found);
            taken.emplace(block, whole);
            return block;
        }

        while (!by_age.empty() && static_cast<double>(mapped + size) > most_kept * static_cast<double>(peak)) {
            // Steps ask for blocks in turn: the one idle for longest is the next to be wanted, unless it is stale.
            bool stale = requests - by_age.front()->second.since > stale_after;
            unmap(stale ? by_age.front() : by_age.back());
        }

        void* block = map(size);
        if (block == nullptr && !by_age.empty()) {
            unmap_all_idle();
            block = map(size);
        }

        if (block == nullptr) {
            used -= size;
            return nullptr;
        }

        taken.emplace(block, size);
        return block;
    }

    // False: the block is none of these.
    bool give_back(void* block) {
        std::lock_guard<std::mutex> lock(mutex);
        auto found = taken.find(block);
        if (found == taken.end()) return false;
        size_t size = found->second;
        taken.erase(found);
        used -= size;
        auto entry = idle.emplace(size, Idle{block, requests, {}});
        entry->second.age = by_age.insert(by_age.end(), entry);
        return true;
    }

    void unmap_idle() {
        std::lock_guard<std::mutex> lock(mutex);
        unmap_all_idle();
        peak = used;
    }

private:
    struct Idle;
    using BySize = std::multimap<size_t, Idle>;
    struct Idle {
        void* block;
        size_t since;
        std::list<BySize::iterator>::iterator age;
    };

    void* map(size_t size) {
        void* start = mmap(nullptr, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == MAP_FAILED) return nullptr;
        if (size >= 2 * huge_page) madvise(start, size + page, MADV_HUGEPAGE);
        mapped += size;
        // Tensors that all began at the same place of a page would compete for the same lines of the first-level cache.
        colour = (colour + 5) % (page / vector_alignment);
        return static_cast<char*>(start) + colour * vector_alignment;
    }

    void unmap_all_idle() {
        while (!by_age.empty()) unmap(by_age.front());
    }

    void unmap(BySize::iterator entry) {
        auto address = reinterpret_cast<uintptr_t>(entry->second.block);
        munmap(reinterpret_cast<void*>(address / page * page), entry->first + page);
        mapped -= entry->first;
        by_age.erase(entry->second.age);
        idle.erase(entry);
    }

    std::mutex mutex;
    std::unordered_map<void*, size_t> taken;
    BySize idle;
    std::list<BySize::iterator> by_age; // longest idle first
    size_t requests = 0;
    size_t used = 0;
    size_t peak = 0;
    size_t mapped = 0;
    size_t colour = 0;
};

// Never destroyed: tensors may outlive everything.
Blocks& blocks() {
    static Blocks* all = new Blocks;
    return *all;
}

void free_block(void* block) {
    if (block != nullptr && !blocks().give_back(block)) free(block);
}

class BlockAllocator final : public c10::Allocator {
public:
    c10::DataPtr allocate(size_t size) const override {
        void* block = nullptr;
        if (size >= smallest_block) {
            block = blocks().take(size);
            TORCH_CHECK(block != nullptr, "there is no memory for a tensor of ", size, " bytes");
        } else if (size > 0) {
            TORCH_CHECK(posix_memalign(&block, vector_alignment, size) == 0, "there is no memory for a tensor of ", size, " bytes");
        }

        return {block, block, &free_block, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &free_block; }
};

__attribute__((constructor)) void keep_blocks() {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 128 << 20);
    static BlockAllocator allocator;
    c10::SetCPUAllocator(&allocator, /*priority=*/1);
}

} // namespace

EXPORT void mt_release_idle_memory() { blocks().unmap_idle(); }
#else
EXPORT void mt_release_idle_memory() {}
#endif
