// Where the ranks find one another: a key-value store that rank 0 serves over TCP, or a file that all of them can open.
#include "boundary.h"

#include <algorithm>
#include <cstring>
#include <thread>
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <vector>

namespace {

const StorePointer& store_of(void* store) { return *static_cast<StorePointer*>(store); }

}  // namespace

// `serves` is 1 on rank 0. Nobody waits here for the others: who is missing is found out, by name, key by key.
EXPORT void* cd_store_tcp(const char* host, int port, int serves, int64_t timeout_ms) {
    void* result = nullptr;
    guarded([&] {
        c10d::TCPStoreOptions options;
        options.port = static_cast<std::uint16_t>(port);
        options.isServer = serves != 0;
        options.waitWorkers = false;
        options.timeout = std::chrono::milliseconds(timeout_ms);
        StorePointer store = c10::make_intrusive<c10d::TCPStore>(host, options);
        store->setTimeout(options.timeout);
        result = new StorePointer(std::move(store));
    });
    return result;
}

EXPORT void* cd_store_file(const char* path, int size, int64_t timeout_ms) {
    void* result = nullptr;
    guarded([&] {
        StorePointer store = c10::make_intrusive<c10d::FileStore>(path, size);
        store->setTimeout(std::chrono::milliseconds(timeout_ms));
        result = new StorePointer(std::move(store));
    });
    return result;
}

// How long the server may take for an answer. Takes effect with the next value that is got.
EXPORT void cd_store_timeout(void* store, int64_t timeout_ms) { store_of(store)->setTimeout(std::chrono::milliseconds(timeout_ms)); }

EXPORT int cd_store_set(void* store, const char* key, const uint8_t* value, int64_t length) {
    return guarded([&] { store_of(store)->set(key, std::vector<uint8_t>(value, value + length)); });
}

EXPORT int cd_store_add(void* store, const char* key, int64_t number, int64_t* sum) {
    return guarded([&] { *sum = store_of(store)->add(key, number); });
}

// Looks again and again. c10d's own wait cannot be given up: its answer, when it comes at last, would be taken for that to another question.
EXPORT int cd_store_wait(void* store, const char* key, int64_t timeout_ms, int* found) {
    return guarded([&] {
        const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
        auto pause = std::chrono::milliseconds(1);
        while (!(*found = store_of(store)->check({key}) ? 1 : 0) && Clock::now() < end) {
            std::this_thread::sleep_for(pause);
            pause = std::min(2 * pause, std::chrono::milliseconds(50));
        }
    });
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
