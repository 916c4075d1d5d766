// WebP through libwebp; of an animation the first frame, as shown on its canvas.
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>

#include <cstring>

#include "codec.h"

namespace images {
namespace {

const char* textOf(VP8StatusCode status) {
    switch (status) {
        case VP8_STATUS_OUT_OF_MEMORY: return "libwebp: out of memory";
        case VP8_STATUS_INVALID_PARAM: return "libwebp: invalid parameter";
        case VP8_STATUS_BITSTREAM_ERROR: return "libwebp: the data are damaged";
        case VP8_STATUS_UNSUPPORTED_FEATURE: return "libwebp: unsupported feature";
        case VP8_STATUS_NOT_ENOUGH_DATA: return "libwebp: the file is truncated";
        default: return "libwebp: decoding failed";
    }
}

WebPBitstreamFeatures readHeader(View file) {
    // The container says how long the file should be; libwebp itself is content with less in some layouts.
    if (file.has(0, 8) && static_cast<uint64_t>(file.le32(4)) + 8 > file.length) throw Failure("libwebp: the file is truncated");
    WebPBitstreamFeatures features;
    VP8StatusCode status = WebPGetFeatures(file.data, file.length, &features);
    if (status != VP8_STATUS_OK) throw Failure(textOf(status));
    return features;
}

Size sizeOf(const WebPBitstreamFeatures& features) { return {static_cast<uint32_t>(features.width), static_cast<uint32_t>(features.height)}; }

Picture firstFrame(View file, Size size) {
    WebPData data{file.data, file.length};
    std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(WebPAnimDecoderNew(&data, nullptr), WebPAnimDecoderDelete);
    uint8_t* frame = nullptr;
    int time = 0;
    WebPAnimInfo info;
    if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info) || info.canvas_width != size.width || info.canvas_height != size.height ||
        !WebPAnimDecoderGetNext(decoder.get(), &frame, &time))
        throw Failure("libwebp: the animation is damaged or truncated");
    Picture picture{size, allocate(size.pixels() * 4)};
    std::memcpy(picture.rgba.get(), frame, size.pixels() * 4);
    return picture;
}

}  // namespace

Size probeWebp(View file) {
    WebPBitstreamFeatures features;
    VP8StatusCode status = WebPGetFeatures(file.data, file.length, &features);
    if (status != VP8_STATUS_OK) throw Failure(textOf(status));
    return sizeOf(features);
}

Picture decodeWebp(View file, int64_t maxPixels) {
    WebPBitstreamFeatures features = readHeader(file);
    Size size = sizeOf(features);
    checkSize(size, maxPixels);
    if (features.has_animation) return firstFrame(file, size);

    Picture picture{size, allocate(size.pixels() * 4)};
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) throw Failure("libwebp: version mismatch");
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {picture.rgba.get(), static_cast<int>(size.width * 4), size.pixels() * 4};
    VP8StatusCode status = WebPDecode(file.data, file.length, &config);
    WebPFreeDecBuffer(&config.output);
    if (status != VP8_STATUS_OK) throw Failure(textOf(status));
    return picture;
}

Encoded encodeWebp(Pixels pixels, int quality) {
    if (pixels.size.width > WEBP_MAX_DIMENSION || pixels.size.height > WEBP_MAX_DIMENSION) throw Failure("WebP holds at most 16383 x 16383 pixels");
    int width = static_cast<int>(pixels.size.width), height = static_cast<int>(pixels.size.height), stride = width * 4;
    uint8_t* bytes = nullptr;
    size_t length;
    if (quality == 100)
        length = (pixels.bgra ? WebPEncodeLosslessBGRA : WebPEncodeLosslessRGBA)(pixels.data, width, height, stride, &bytes);
    else
        length = (pixels.bgra ? WebPEncodeBGRA : WebPEncodeRGBA)(pixels.data, width, height, stride, static_cast<float>(quality), &bytes);
    std::unique_ptr<uint8_t, decltype(&WebPFree)> owner(bytes, WebPFree);
    if (length == 0) throw Failure("libwebp: encoding failed");
    Encoded encoded{allocate(length), length};
    std::memcpy(encoded.bytes.get(), bytes, length);
    return encoded;
}

}  // namespace images
