// Any ATen operator by schema name, through the dispatcher's boxed calling convention.
#include "boundary.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>
#include <cstdlib>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

struct Parameter {
    bool wants_double;
    std::decay_t<decltype(std::declval<const c10::Argument&>().default_value())> fallback;  // an optional value
};

// Looked up once and kept for the life of the process, so that a call costs no search.
struct Operator {
    c10::OperatorHandle handle;
    std::vector<Parameter> parameters;

    explicit Operator(c10::OperatorHandle found) : handle(found) {
        for (const auto& argument : found.schema().arguments()) {
            auto type = argument.type();
            if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
            parameters.push_back({type->kind() == c10::TypeKind::FloatType, argument.default_value()});
        }
    }
};

template <typename T>
c10::List<T> list(const T* items, int32_t count) {
    c10::List<T> result;
    result.reserve(count);
    for (int32_t i = 0; i < count; ++i) result.push_back(items[i]);
    return result;
}

c10::IValue unpack(const Value& value, bool wants_double) {
    switch (value.kind) {
        case Kind::None: return c10::IValue();
        case Kind::Tensor: return c10::IValue(borrow(value.pointer));
        case Kind::Int: return wants_double ? c10::IValue(static_cast<double>(value.integer)) : c10::IValue(value.integer);
        case Kind::Double: return c10::IValue(value.real);
        case Kind::Bool: return c10::IValue(value.integer != 0);
        case Kind::IntList: return c10::IValue(list(static_cast<const int64_t*>(value.pointer), value.count));
        case Kind::DoubleList: return c10::IValue(list(static_cast<const double*>(value.pointer), value.count));
        case Kind::String: return c10::IValue(std::string(static_cast<const char*>(value.pointer), value.count));
        case Kind::Device:
            return c10::IValue(c10::Device(static_cast<c10::DeviceType>(value.count), static_cast<c10::DeviceIndex>(value.integer)));
        case Kind::Generator: return c10::IValue(*static_cast<at::Generator*>(value.pointer));
        case Kind::BoolList: {
            c10::List<bool> result;
            const auto* items = static_cast<const int64_t*>(value.pointer);
            for (int32_t i = 0; i < value.count; ++i) result.push_back(items[i] != 0);
            return c10::IValue(result);
        }
        case Kind::TensorList: {
            c10::List<at::Tensor> result;
            result.reserve(value.count);
            auto* const* items = static_cast<void* const*>(value.pointer);
            for (int32_t i = 0; i < value.count; ++i) result.push_back(borrow(items[i]));
            return c10::IValue(result);
        }
        case Kind::OptionalTensorList: {
            c10::impl::GenericList result(c10::OptionalType::ofTensor());
            result.reserve(value.count);
            auto* const* items = static_cast<void* const*>(value.pointer);
            for (int32_t i = 0; i < value.count; ++i) {
                result.push_back(items[i] == nullptr ? c10::IValue() : c10::IValue(borrow(items[i])));
            }
            return c10::IValue(result);
        }
    }
    throw std::invalid_argument("unknown kind of argument");
}

template <typename T>
T* allocate(size_t count) {
    auto* memory = static_cast<T*>(std::malloc(count == 0 ? 1 : count * sizeof(T)));
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

Value pack(c10::IValue&& value) {
    Value result{};
    if (value.isTensor()) {
        result.kind = Kind::Tensor;
        result.pointer = hand_over(std::move(value).toTensor());
    } else if (value.isInt()) {
        result.kind = Kind::Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = Kind::Double;
        result.real = value.toDouble();
    } else if (value.isBool()) {
        result.kind = Kind::Bool;
        result.integer = value.toBool() ? 1 : 0;
    } else if (value.isTensorList()) {
        auto tensors = value.toTensorVector();
        auto* handles = allocate<void*>(tensors.size());
        for (size_t i = 0; i < tensors.size(); ++i) handles[i] = hand_over(std::move(tensors[i]));
        result.kind = Kind::TensorList;
        result.count = static_cast<int32_t>(tensors.size());
        result.pointer = handles;
    } else if (value.isIntList()) {
        auto numbers = value.toIntVector();
        auto* items = allocate<int64_t>(numbers.size());
        std::copy(numbers.begin(), numbers.end(), items);
        result.kind = Kind::IntList;
        result.count = static_cast<int32_t>(numbers.size());
        result.pointer = items;
    } else if (!value.isNone()) {
        throw std::invalid_argument("operator result of type " + value.tagKind());
    }
    return result;
}

}  // namespace

EXPORT void* mt_operator(const char* name, const char* overload) {
    Operator* found = nullptr;
    guarded([&] { found = new Operator(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); });
    return found;
}

// Arguments beyond `count` take the schema's defaults. Returns the number of results, or -1.
EXPORT int mt_call(const void* op, const Value* arguments, int count, Value* results, int capacity) {
    int produced = 0;
    int failed = guarded([&] {
        const auto& target = *static_cast<const Operator*>(op);
        const auto expected = static_cast<int>(target.parameters.size());
        if (count > expected) throw std::invalid_argument(toString(target.handle.operator_name()) + ": too many arguments");

        c10::Stack stack;
        stack.reserve(expected);
        for (int i = 0; i < count; ++i) stack.push_back(unpack(arguments[i], target.parameters[i].wants_double));
        for (int i = count; i < expected; ++i) {
            const auto& fallback = target.parameters[i].fallback;
            if (!fallback) throw std::invalid_argument(toString(target.handle.operator_name()) + ": too few arguments");
            stack.push_back(*fallback);
        }

        target.handle.callBoxed(&stack);

        if (static_cast<int>(stack.size()) > capacity) throw std::length_error(toString(target.handle.operator_name()) + ": too many results");
        for (auto& value : stack) results[produced++] = pack(std::move(value));
    });
    return failed ? -1 : produced;
}

EXPORT void mt_free(void* memory) { std::free(memory); }
