// Memory of tensors on the CPU. A training step asks for the same large blocks as the step before; mapping them anew each time costs as much as some of the
// convolutions, and a heap that keeps them falls to pieces. So large blocks lie in memory of their own, whole pages, which is kept for later requests, divided
// and joined as they need, and is never more than was in use at the busiest moment. Smaller blocks are left to malloc, which is told to keep what is freed.
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
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace {

constexpr size_t page = 4096;
constexpr size_t huge_page = 2 << 20;
constexpr size_t vector_alignment = 64;

constexpr size_t smallest_block = 1 << 20;

class Blocks {
public:
    void* take(size_t size) {
        std::lock_guard<std::mutex> lock(mutex);
        // Tensors that all began at the same place of a page would compete for the same lines of the first-level cache.
        colour = (colour + 5) % (page / vector_alignment);
        size_t length = (size + colour * vector_alignment + page - 1) / page * page;
        peak = std::max(peak, used + length);
        uintptr_t start = find(length);
        if (start == 0) start = map(length);
        if (start == 0) return nullptr;
        used += length;
        void* block = reinterpret_cast<void*>(start + colour * vector_alignment);
        taken.emplace(block, Range{start, length});
        return block;
    }

    // False: the block is none of these.
    bool give_back(void* block) {
        std::lock_guard<std::mutex> lock(mutex);
        auto found = taken.find(block);
        if (found == taken.end()) return false;
        auto [start, length] = found->second;
        taken.erase(found);
        used -= length;
        auto next = idle.lower_bound(start);
        if (next != idle.end() && next->first == start + length) {
            length += next->second;
            next = remove(next);
        }

        if (next != idle.begin()) {
            auto before = std::prev(next);
            if (before->first + before->second == start) {
                start = before->first;
                length += before->second;
                remove(before);
            }
        }

        add(start, length);
        return true;
    }

    void unmap_idle() {
        std::lock_guard<std::mutex> lock(mutex);
        unmap(mapped);
        peak = used;
    }

private:
    using Range = std::pair<uintptr_t, size_t>; // start, length
    using ByStart = std::map<uintptr_t, size_t>;

    // The first part of the smallest idle range that is large enough; 0 if there is none.
    uintptr_t find(size_t length) {
        auto found = by_length.lower_bound({length, 0});
        if (found == by_length.end()) return 0;
        auto [whole, start] = *found;
        remove(idle.find(start));
        if (whole > length) add(start + length, whole - length);
        return start;
    }

    uintptr_t map(size_t length) {
        if (mapped + length > peak) unmap(mapped + length - peak);
        void* start = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (start == MAP_FAILED) {
            unmap(mapped);
            start = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (start == MAP_FAILED) return 0;
        }

        if (length >= 2 * huge_page) madvise(start, length, MADV_HUGEPAGE);
        mapped += length;
        return reinterpret_cast<uintptr_t>(start);
    }

    // Gives so many bytes of idle ranges back to the system, or all there are. Small ones first: they serve the fewest requests.
    void unmap(size_t length) {
        while (length > 0 && !by_length.empty()) {
            auto [whole, start] = *by_length.begin();
            size_t part = std::min(whole, length);
            remove(idle.find(start));
            if (whole > part) add(start, whole - part);
            munmap(reinterpret_cast<void*>(start + (whole - part)), part);
            mapped -= part;
            length -= part;
        }
    }

    void add(uintptr_t start, size_t length) {
        idle.emplace(start, length);
        by_length.emplace(length, start);
    }

    ByStart::iterator remove(ByStart::iterator range) {
        by_length.erase({range->second, range->first});
        return idle.erase(range);
    }

    std::mutex mutex;
    std::unordered_map<void*, Range> taken;
    ByStart idle;
    std::set<std::pair<size_t, uintptr_t>> by_length;
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
