// What the codecs share: a bounds-checked view of the file, an owned buffer, the size check, one failure type.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "images.h"

namespace images {

struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct View {
    const uint8_t* data;
    size_t length;

    bool has(size_t offset, size_t count) const { return offset <= length && count <= length - offset; }
    uint8_t u8(size_t offset) const {
        if (!has(offset, 1)) throw Failure("the file is truncated");
        return data[offset];
    }
    uint16_t le16(size_t offset) const {
        if (!has(offset, 2)) throw Failure("the file is truncated");
        return static_cast<uint16_t>(data[offset] | data[offset + 1] << 8);
    }
    uint32_t le32(size_t offset) const { return le16(offset) | static_cast<uint32_t>(le16(offset + 2)) << 16; }
};

struct FreeMemory {
    void operator()(void* memory) const { std::free(memory); }
};

// malloc, so that the caller of the C interface can free it.
using Buffer = std::unique_ptr<uint8_t[], FreeMemory>;

inline Buffer allocate(size_t size) {
    auto memory = static_cast<uint8_t*>(std::malloc(size));
    if (!memory) throw std::bad_alloc();
    return Buffer(memory);
}

struct Size {
    uint32_t width;
    uint32_t height;

    size_t pixels() const { return static_cast<size_t>(width) * height; }
};

// Every decoder calls this with the header's numbers before it allocates.
inline void checkSize(Size size, int64_t maxPixels) {
    std::string text = std::to_string(size.width) + " x " + std::to_string(size.height) + " pixels";
    if (size.width == 0 || size.height == 0) throw Failure("the header says " + text);
    if (size.width > INT32_MAX || size.height > INT32_MAX || maxPixels <= 0 || size.pixels() > static_cast<uint64_t>(maxPixels))
        throw Failure("the header says " + text + ", more than the limit of " + std::to_string(maxPixels));
}

struct Picture {
    Size size;
    Buffer rgba;
};

struct Encoded {
    Buffer bytes;
    size_t length;
};

struct Pixels {
    const uint8_t* data;
    bool bgra;
    Size size;
};

Size probePng(View file);
Size probeJpeg(View file);
Size probeWebp(View file);
Size probeGif(View file);
Size probeBmp(View file);

Picture decodePng(View file, int64_t maxPixels);
Picture decodeJpeg(View file, int64_t maxPixels);
Picture decodeWebp(View file, int64_t maxPixels);
Picture decodeGif(View file, int64_t maxPixels);
Picture decodeBmp(View file, int64_t maxPixels);

Encoded encodePng(Pixels pixels);
Encoded encodeJpeg(Pixels pixels, int quality);
Encoded encodeWebp(Pixels pixels, int quality);

}  // namespace images
