// BMP: 1, 4, 8, 16, 24 and 32 bits, uncompressed, bit fields, RLE4 and RLE8; bottom-up or top-down; header of OS/2 1.x or Windows 3 and later.
#include <cstring>

#include "codec.h"

namespace images {
namespace {

enum Compression : uint32_t { Rgb = 0, Rle8 = 1, Rle4 = 2, BitFields = 3, AlphaBitFields = 6 };

// One colour of a pixel: `mask` says where its bits are. Widened to 8 bits so that all ones is 255.
struct Channel {
    uint32_t mask = 0;
    uint32_t shift = 0;
    uint32_t max = 0;

    Channel() = default;
    explicit Channel(uint32_t bits) : mask(bits) {
        if (!mask) return;
        while (!(mask >> shift & 1)) shift++;
        max = mask >> shift;
        if (max & (max + 1)) throw Failure("BMP: a colour mask has holes");
    }
    uint8_t of(uint32_t pixel) const { return static_cast<uint8_t>((static_cast<uint64_t>((pixel & mask) >> shift) * 255 + max / 2) / max); }
};

struct Header {
    Size size;
    bool topDown;
    uint32_t bits;
    uint32_t compression;
    size_t data;
    size_t palette;
    size_t paletteCount;
    size_t paletteStride;
    size_t masks;
    uint32_t headerSize;
};

Header readHeader(View file) {
    Header h{};
    h.data = file.le32(10);
    h.headerSize = file.le32(14);
    uint32_t used = 0;
    if (h.headerSize == 12) {
        h.size = {file.le16(18), file.le16(20)};
        h.bits = file.le16(24);
        h.paletteStride = 3;
    } else if (h.headerSize >= 40 && h.headerSize <= 1024) {
        int64_t width = static_cast<int32_t>(file.le32(18)), height = static_cast<int32_t>(file.le32(22));
        if (width <= 0 || height == 0) throw Failure("BMP: the header says " + std::to_string(width) + " x " + std::to_string(height) + " pixels");
        h.topDown = height < 0;
        h.size = {static_cast<uint32_t>(width), static_cast<uint32_t>(h.topDown ? -height : height)};
        h.bits = file.le16(28);
        h.compression = file.le32(30);
        used = file.le32(46);
        h.paletteStride = 4;
    } else {
        throw Failure("BMP: a header of " + std::to_string(h.headerSize) + " bytes is not supported");
    }
    // The masks are the header's own fields from 52 bytes on, and follow a header of 40 bytes; either way they start at offset 54.
    h.masks = 54;
    h.palette = 14 + static_cast<size_t>(h.headerSize);
    if (h.headerSize == 40 && h.compression == BitFields) h.palette += 12;
    if (h.headerSize == 40 && h.compression == AlphaBitFields) h.palette += 16;
    if (h.bits <= 8) {
        size_t all = static_cast<size_t>(1) << h.bits;
        h.paletteCount = used == 0 || used > all ? all : used;
    }
    bool indexed = h.bits == 1 || h.bits == 4 || h.bits == 8;
    bool masked = h.bits == 16 || h.bits == 32;
    bool supported = h.compression == Rgb ? indexed || masked || h.bits == 24
                     : h.compression == Rle8 ? h.bits == 8 && !h.topDown
                     : h.compression == Rle4 ? h.bits == 4 && !h.topDown
                                             : (h.compression == BitFields || h.compression == AlphaBitFields) && masked;
    if (!supported) throw Failure("BMP: " + std::to_string(h.bits) + " bits with compression " + std::to_string(h.compression) + " is not supported");
    return h;
}

struct Palette {
    uint8_t rgba[256][4];
    size_t count;

    Palette(View file, const Header& h) : count(h.paletteCount) {
        if (!file.has(h.palette, count * h.paletteStride)) throw Failure("BMP: the file is truncated");
        for (size_t i = 0; i < count; i++) {
            const uint8_t* bgr = file.data + h.palette + i * h.paletteStride;
            rgba[i][0] = bgr[2], rgba[i][1] = bgr[1], rgba[i][2] = bgr[0], rgba[i][3] = 255;
        }
    }
    const uint8_t* operator[](size_t index) const {
        if (index >= count) throw Failure("BMP: a pixel has a colour that the palette lacks");
        return rgba[index];
    }
};

struct Canvas {
    const Header& header;
    uint8_t* rgba;

    uint8_t* at(uint32_t x, uint32_t rowInFile) const {
        uint32_t y = header.topDown ? rowInFile : header.size.height - 1 - rowInFile;
        return rgba + (static_cast<size_t>(y) * header.size.width + x) * 4;
    }
};

void readIndexed(const uint8_t* row, uint32_t y, const Header& h, const Palette& palette, const Canvas& canvas) {
    for (uint32_t x = 0; x < h.size.width; x++) {
        size_t bit = static_cast<size_t>(x) * h.bits;
        size_t index = row[bit / 8] >> (8 - h.bits - bit % 8) & ((1u << h.bits) - 1);
        std::memcpy(canvas.at(x, y), palette[index], 4);
    }
}

struct Masks {
    Channel red, green, blue, alpha;

    Masks(View file, const Header& h) {
        if (h.compression == Rgb) {
            red = Channel(h.bits == 16 ? 0x7c00 : 0xff0000), green = Channel(h.bits == 16 ? 0x3e0 : 0xff00), blue = Channel(h.bits == 16 ? 0x1f : 0xff);
            return;
        }
        red = Channel(file.le32(h.masks)), green = Channel(file.le32(h.masks + 4)), blue = Channel(file.le32(h.masks + 8));
        if (h.headerSize >= 56 || h.compression == AlphaBitFields) alpha = Channel(file.le32(h.masks + 12));
        if (!red.mask || !green.mask || !blue.mask) throw Failure("BMP: a colour mask is empty");
    }
    void write(uint32_t pixel, uint8_t* target) const {
        target[0] = red.of(pixel), target[1] = green.of(pixel), target[2] = blue.of(pixel), target[3] = alpha.mask ? alpha.of(pixel) : 255;
    }
};

void readRows(View file, const Header& h, const Canvas& canvas) {
    size_t stride = (static_cast<size_t>(h.size.width) * h.bits + 31) / 32 * 4;
    size_t last = (static_cast<size_t>(h.size.width) * h.bits + 7) / 8;  // files without the last row's padding exist
    if (!file.has(h.data, stride * (h.size.height - 1) + last)) throw Failure("BMP: the file is truncated");
    if (h.bits <= 8) {
        Palette palette(file, h);
        for (uint32_t y = 0; y < h.size.height; y++) readIndexed(file.data + h.data + y * stride, y, h, palette, canvas);
        return;
    }
    if (h.bits == 24) {
        for (uint32_t y = 0; y < h.size.height; y++) {
            const uint8_t* bgr = file.data + h.data + y * stride;
            for (uint32_t x = 0; x < h.size.width; x++, bgr += 3) {
                uint8_t* target = canvas.at(x, y);
                target[0] = bgr[2], target[1] = bgr[1], target[2] = bgr[0], target[3] = 255;
            }
        }
        return;
    }
    Masks masks(file, h);
    for (uint32_t y = 0; y < h.size.height; y++) {
        for (uint32_t x = 0; x < h.size.width; x++) {
            size_t offset = h.data + y * stride + static_cast<size_t>(x) * (h.bits / 8);
            masks.write(h.bits == 16 ? file.le16(offset) : file.le32(offset), canvas.at(x, y));
        }
    }
}

// Pixels that a run-length file jumps over keep the first palette colour.
void readRuns(View file, const Header& h, const Canvas& canvas) {
    Palette palette(file, h);
    for (size_t i = 0; i < h.size.pixels(); i++) std::memcpy(canvas.rgba + i * 4, palette[0], 4);
    bool wide = h.bits == 8;
    size_t p = h.data;
    uint32_t x = 0, y = 0;
    auto put = [&](size_t index) {
        if (x >= h.size.width || y >= h.size.height) throw Failure("BMP: a run leaves the image");
        std::memcpy(canvas.at(x++, y), palette[index], 4);
    };
    for (;;) {
        uint8_t count = file.u8(p), value = file.u8(p + 1);
        p += 2;
        if (count > 0) {
            for (uint32_t i = 0; i < count; i++) put(wide ? value : i % 2 ? value & 15 : value >> 4);
        } else if (value == 0) {
            x = 0, y++;
        } else if (value == 1) {
            return;
        } else if (value == 2) {
            x += file.u8(p), y += file.u8(p + 1);
            p += 2;
        } else {
            for (uint32_t i = 0; i < value; i++) {
                uint8_t packed = file.u8(p + (wide ? i : i / 2));
                put(wide ? packed : i % 2 ? packed & 15 : packed >> 4);
            }
            size_t used = wide ? value : (value + 1u) / 2;
            p += used + used % 2;
        }
    }
}

}  // namespace

Size probeBmp(View file) { return readHeader(file).size; }

Picture decodeBmp(View file, int64_t maxPixels) {
    Header header = readHeader(file);
    checkSize(header.size, maxPixels);
    Picture picture{header.size, allocate(header.size.pixels() * 4)};
    Canvas canvas{header, picture.rgba.get()};
    if (header.compression == Rle8 || header.compression == Rle4)
        readRuns(file, header, canvas);
    else
        readRows(file, header, canvas);
    return picture;
}

}  // namespace images
