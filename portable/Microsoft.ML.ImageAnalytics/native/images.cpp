#include "images.h"

#include <algorithm>
#include <cstring>

#include "codec.h"

namespace images {
namespace {

struct Codec {
    MlnetcifarFormat format;
    Size (*probe)(View);
    Picture (*decode)(View, int64_t);
};

const Codec codecs[] = {
    {FormatPng, probePng, decodePng}, {FormatJpeg, probeJpeg, decodeJpeg}, {FormatWebp, probeWebp, decodeWebp},
    {FormatGif, probeGif, decodeGif}, {FormatBmp, probeBmp, decodeBmp},
};

bool starts(View file, size_t offset, const char* magic, size_t count) { return file.has(offset, count) && std::memcmp(file.data + offset, magic, count) == 0; }

MlnetcifarFormat sniff(View file) {
    if (starts(file, 0, "\x89PNG\r\n\x1a\n", 8)) return FormatPng;
    if (starts(file, 0, "\xff\xd8\xff", 3)) return FormatJpeg;
    if (starts(file, 0, "RIFF", 4) && starts(file, 8, "WEBP", 4)) return FormatWebp;
    if (starts(file, 0, "GIF87a", 6) || starts(file, 0, "GIF89a", 6)) return FormatGif;
    if (starts(file, 0, "BM", 2)) return FormatBmp;
    return FormatUnknown;
}

const Codec& codecOf(View file) {
    MlnetcifarFormat format = sniff(file);
    for (const Codec& codec : codecs)
        if (codec.format == format) return codec;
    if (file.length == 0) throw Failure("the file is empty");
    throw Failure("the content is no PNG, JPEG, WebP, GIF or BMP image");
}

void say(char* error, size_t errorSize, const char* text) {
    if (!error || errorSize == 0) return;
    size_t count = std::min(std::strlen(text), errorSize - 1);
    std::memcpy(error, text, count);
    error[count] = 0;
}

template <typename Work>
int32_t guarded(char* error, size_t errorSize, Work work) noexcept {
    try {
        say(error, errorSize, "");
        work();
        return 0;
    } catch (const std::bad_alloc&) {
        say(error, errorSize, "there is not enough memory for this image");
    } catch (const std::exception& failure) {
        say(error, errorSize, failure.what());
    } catch (...) {
        say(error, errorSize, "the codec failed");
    }
    return -1;
}

}  // namespace
}  // namespace images

using namespace images;

int32_t mlnetcifar_images_probe(const uint8_t* bytes, size_t length, MlnetcifarImage* image, char* error, size_t errorSize) {
    return guarded(error, errorSize, [&] {
        *image = {};
        View file{bytes, length};
        const Codec& codec = codecOf(file);
        Size size = codec.probe(file);
        checkSize(size, INT64_MAX);
        *image = {codec.format, static_cast<int32_t>(size.width), static_cast<int32_t>(size.height), nullptr};
    });
}

int32_t mlnetcifar_images_decode(const uint8_t* bytes, size_t length, int64_t maxPixels, MlnetcifarImage* image, char* error, size_t errorSize) {
    return guarded(error, errorSize, [&] {
        *image = {};
        View file{bytes, length};
        const Codec& codec = codecOf(file);
        Picture picture = codec.decode(file, maxPixels);
        *image = {codec.format, static_cast<int32_t>(picture.size.width), static_cast<int32_t>(picture.size.height), picture.rgba.release()};
    });
}

int32_t mlnetcifar_images_encode(int32_t format, int32_t quality, const uint8_t* pixels, int32_t order, int32_t width, int32_t height, uint8_t** bytes,
                                 size_t* length, char* error, size_t errorSize) {
    return guarded(error, errorSize, [&] {
        *bytes = nullptr;
        *length = 0;
        bool known = order == OrderBgra || order == OrderRgba;
        if (width <= 0 || height <= 0 || quality < 1 || quality > 100 || !known) throw Failure("an argument is out of range");
        Pixels source{pixels, order == OrderBgra, {static_cast<uint32_t>(width), static_cast<uint32_t>(height)}};
        Encoded encoded;
        switch (format) {
            case FormatPng: encoded = encodePng(source); break;
            case FormatJpeg: encoded = encodeJpeg(source, quality); break;
            case FormatWebp: encoded = encodeWebp(source, quality); break;
            default: throw Failure("this format can be read but not written");
        }
        *length = encoded.length;
        *bytes = encoded.bytes.release();
    });
}

void mlnetcifar_images_free(void* memory) { std::free(memory); }
