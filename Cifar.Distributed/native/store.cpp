// Where the ranks find one another: a key-value store that rank 0 serves (rendezvous.cpp), or a file that all of them can open.
#include "boundary.h"

#include <cstring>
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <vector>

namespace {

const StorePointer& store_of(void* store) { return *static_cast<StorePointer*>(store); }

}  // namespace

EXPORT void* cd_store_file(const char* path, int size, int64_t timeout_ms) {
    void* result = nullptr;
    guarded([&] {
        StorePointer store = c10::make_intrusive<c10d::FileStore>(path, size);
        store->setTimeout(std::chrono::milliseconds(timeout_ms));
        result = new StorePointer(std::move(store));
    });
    return result;
}

// How long an answer may take.
EXPORT void cd_store_timeout(void* store, int64_t timeout_ms) { store_of(store)->setTimeout(std::chrono::milliseconds(timeout_ms)); }

EXPORT int cd_store_set(void* store, const char* key, const uint8_t* value, int64_t length) {
    return guarded([&] { store_of(store)->set(key, std::vector<uint8_t>(value, value + length)); });
}

EXPORT int cd_store_add(void* store, const char* key, int64_t number, int64_t* sum) {
    return guarded([&] { *sum = store_of(store)->add(key, number); });
}

// Looks by itself: a wait inside of c10d's stores fails when the time is over.
EXPORT int cd_store_wait(void* store, const char* key, int64_t timeout_ms, int* found) {
    return guarded([&] { *found = wait_until(Clock::now() + std::chrono::milliseconds(timeout_ms), [&] { return store_of(store)->check({key}); }) ? 1 : 0; });
}

// The value in memory of its own, to be given back by cd_free.
EXPORT int cd_store_get(void* store, const char* key, uint8_t** value, int64_t* length) {
    return guarded([&] {
        const std::vector<uint8_t> found = store_of(store)->get(key);
        *value = new uint8_t[found.size() + 1];
        std::memcpy(*value, found.data(), found.size());
        *length = static_cast<int64_t>(found.size());
    });
}

EXPORT void cd_free(uint8_t* value) { delete[] value; }

EXPORT void cd_store_release(void* store) { delete static_cast<StorePointer*>(store); }
