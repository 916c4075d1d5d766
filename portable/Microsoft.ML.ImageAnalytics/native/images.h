// The C interface of libmlnetcifar_images: bytes of an image file in, 8-bit RGBA pixels out, and back.
// Functions return 0, or -1 with a text in `error` (always terminated). No exception crosses this boundary, nothing is kept between calls.
#pragma once

#include <cstddef>
#include <cstdint>

#define MLNETCIFAR_API extern "C" __attribute__((visibility("default")))

enum MlnetcifarFormat : int32_t { FormatUnknown = 0, FormatPng = 1, FormatJpeg = 2, FormatWebp = 3, FormatGif = 4, FormatBmp = 5 };

// Numbers are those of Microsoft.ML.Data.MLPixelFormat.
enum MlnetcifarPixelOrder : int32_t { OrderBgra = 1, OrderRgba = 2 };

struct MlnetcifarImage {
    int32_t format;
    int32_t width;   // as shown: after the JPEG orientation tag
    int32_t height;
    uint8_t* pixels; // width * height * 4 bytes, rows from top, R G B A, alpha not premultiplied; null after a probe
};

// Reads the header alone: format, width and height.
MLNETCIFAR_API int32_t mlnetcifar_images_probe(const uint8_t* bytes, size_t length, MlnetcifarImage* image, char* error, size_t errorSize);

// Decodes the whole (first) image. More than maxPixels pixels in the header are refused before anything is allocated.
MLNETCIFAR_API int32_t mlnetcifar_images_decode(const uint8_t* bytes, size_t length, int64_t maxPixels, MlnetcifarImage* image, char* error, size_t errorSize);

// Encodes PNG, JPEG (quality 1..100, alpha dropped) or WebP (quality 100: lossless).
MLNETCIFAR_API int32_t mlnetcifar_images_encode(int32_t format, int32_t quality, const uint8_t* pixels, int32_t order, int32_t width, int32_t height,
                                                uint8_t** bytes, size_t* length, char* error, size_t errorSize);

// Frees pixels and bytes that the functions above returned.
MLNETCIFAR_API void mlnetcifar_images_free(void* memory);
