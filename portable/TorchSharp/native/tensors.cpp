// What a tensor is and where its elements lie.
#include "boundary.h"

#include <ATen/ops/from_blob.h>

struct Description {
    int64_t elements;
    int64_t offset;
    int32_t dimensions;
    int32_t type;
    int32_t element_size;
    int32_t device_type;
    int32_t device_index;
    int32_t contiguous;
};

EXPORT void mt_release(void* handle) {
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(handle));
}

EXPORT void mt_retain(void* handle) { c10::raw::intrusive_ptr::incref(static_cast<c10::TensorImpl*>(handle)); }

EXPORT void mt_describe(void* handle, Description* result) {
    const auto* impl = static_cast<const c10::TensorImpl*>(handle);
    result->elements = impl->numel();
    result->offset = impl->storage_offset();
    result->dimensions = static_cast<int32_t>(impl->dim());
    result->type = static_cast<int32_t>(c10::typeMetaToScalarType(impl->dtype()));
    result->element_size = static_cast<int32_t>(impl->itemsize());
    const auto device = impl->device();
    result->device_type = static_cast<int32_t>(device.type());
    result->device_index = device.has_index() ? device.index() : -1;
    result->contiguous = impl->is_contiguous() ? 1 : 0;
}

EXPORT void mt_sizes(void* handle, int64_t* sizes) {
    const auto values = static_cast<const c10::TensorImpl*>(handle)->sizes();
    std::copy(values.begin(), values.end(), sizes);
}

EXPORT void mt_strides(void* handle, int64_t* strides) {
    const auto values = static_cast<const c10::TensorImpl*>(handle)->strides();
    std::copy(values.begin(), values.end(), strides);
}

// Null, with the error set, for tensors without memory of their own (meta tensors and the like).
EXPORT void* mt_data(void* handle) {
    void* address = nullptr;
    guarded([&] { address = borrow(handle).data_ptr(); });
    return address;
}

// A tensor [count] over memory of the managed side. When nothing uses it any more, release(owner) is called, on whatever thread that happens; not after an error.
EXPORT int mt_from_memory(void* memory, int64_t count, int32_t type, void (*release)(void*), void* owner, void** result) {
    return guarded([&] {
        *result = hand_over(at::from_blob(memory, {count}, [release, owner](void*) { release(owner); }, at::TensorOptions().dtype(static_cast<at::ScalarType>(type))));
    });
}
