#include "exif.h"

#include <cstring>
#include <utility>

namespace images {
namespace {

constexpr uint16_t OrientationTag = 0x0112;
constexpr uint16_t ShortType = 3;

// TIFF (the inside of Exif) is little or big endian, as its first two bytes say. Out of bounds reads as 0, which no valid field holds.
struct Tiff {
    View bytes;
    bool big;

    uint16_t u16(size_t offset) const {
        if (!bytes.has(offset, 2)) return 0;
        const uint8_t* p = bytes.data + offset;
        return static_cast<uint16_t>(big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
    }
    uint32_t u32(size_t offset) const {
        uint32_t first = u16(offset), second = u16(offset + 2);
        return big ? first << 16 | second : second << 16 | first;
    }
};

int orientationOfTiff(View bytes) {
    if (!bytes.has(0, 8)) return 1;
    bool big = std::memcmp(bytes.data, "MM", 2) == 0;
    if (!big && std::memcmp(bytes.data, "II", 2) != 0) return 1;
    Tiff tiff{bytes, big};
    if (tiff.u16(2) != 42) return 1;
    size_t directory = tiff.u32(4);
    uint32_t entries = tiff.u16(directory);
    for (uint32_t i = 0; i < entries; i++) {
        size_t entry = directory + 2 + static_cast<size_t>(i) * 12;
        if (!bytes.has(entry, 12)) return 1;
        if (tiff.u16(entry) != OrientationTag) continue;
        int value = tiff.u16(entry + 8);
        return tiff.u16(entry + 2) == ShortType && value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

}  // namespace

int orientationOf(View jpeg) {
    size_t position = 2;
    while (jpeg.has(position, 4) && jpeg.data[position] == 0xff) {
        uint8_t marker = jpeg.data[position + 1];
        if (marker == 0xff) {
            position++;
            continue;
        }
        if (marker == 0xda || marker == 0xd9) break;
        size_t length = static_cast<size_t>(jpeg.data[position + 2]) << 8 | jpeg.data[position + 3];
        if (length < 2 || !jpeg.has(position + 2, length)) break;
        const uint8_t* payload = jpeg.data + position + 4;
        if (marker == 0xe1 && length >= 8 && std::memcmp(payload, "Exif\0\0", 6) == 0) return orientationOfTiff({payload + 6, length - 8});
        position += 2 + length;
    }
    return 1;
}

Picture oriented(Picture picture, int orientation) {
    if (orientation == 1) return picture;
    uint32_t w = picture.size.width, h = picture.size.height;
    bool exchanged = orientation >= 5;
    Picture turned{exchanged ? Size{h, w} : picture.size, allocate(picture.size.pixels() * 4)};
    for (uint32_t y = 0; y < turned.size.height; y++) {
        for (uint32_t x = 0; x < turned.size.width; x++) {
            uint32_t sx = exchanged ? y : x, sy = exchanged ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) sx = w - 1 - sx;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) sy = h - 1 - sy;
            std::memcpy(turned.rgba.get() + (static_cast<size_t>(y) * turned.size.width + x) * 4,
                        picture.rgba.get() + (static_cast<size_t>(sy) * w + sx) * 4, 4);
        }
    }
    return turned;
}

}  // namespace images
