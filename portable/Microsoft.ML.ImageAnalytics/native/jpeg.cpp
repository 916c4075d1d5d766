// JPEG through libturbojpeg. It fills what is missing in a damaged file with grey and only warns; here every warning is an error.
#include <turbojpeg.h>

#include <cstring>

#include "codec.h"
#include "exif.h"

namespace images {
namespace {

struct Handle {
    tjhandle tj;

    explicit Handle(tjhandle handle) : tj(handle) {
        if (!tj) throw std::bad_alloc();
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { tjDestroy(tj); }

    [[noreturn]] void fail() const { throw Failure(std::string("libjpeg: ") + tjGetErrorStr2(tj)); }
};

struct Header {
    Size size;
    int colorspace;
};

Header readHeader(const Handle& handle, View file) {
    int width = 0, height = 0, subsampling = 0, colorspace = 0;
    if (tjDecompressHeader3(handle.tj, file.data, file.length, &width, &height, &subsampling, &colorspace) != 0) handle.fail();
    if (width <= 0 || height <= 0) throw Failure("libjpeg: the file has no image in it");  // quantisation tables alone, or truncated
    return {{static_cast<uint32_t>(width), static_cast<uint32_t>(height)}, colorspace};
}

// Adobe stores the ink that is absent, so a colour is ink times black.
void cmykToRgba(uint8_t* pixels, size_t count) {
    for (size_t i = 0; i < count; i++, pixels += 4) {
        int black = pixels[3];
        for (int c = 0; c < 3; c++) pixels[c] = static_cast<uint8_t>((pixels[c] * black + 127) / 255);
        pixels[3] = 255;
    }
}

}  // namespace

Size probeJpeg(View file) {
    Handle handle(tjInitDecompress());
    Size size = readHeader(handle, file).size;
    return orientationOf(file) >= 5 ? Size{size.height, size.width} : size;
}

Picture decodeJpeg(View file, int64_t maxPixels) {
    Handle handle(tjInitDecompress());
    Header header = readHeader(handle, file);
    checkSize(header.size, maxPixels);
    bool cmyk = header.colorspace == TJCS_CMYK || header.colorspace == TJCS_YCCK;
    Picture picture{header.size, allocate(header.size.pixels() * 4)};
    int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
    if (tjDecompress2(handle.tj, file.data, file.length, picture.rgba.get(), static_cast<int>(header.size.width), 0, static_cast<int>(header.size.height),
                      cmyk ? TJPF_CMYK : TJPF_RGBA, flags) != 0)
        handle.fail();
    if (cmyk) cmykToRgba(picture.rgba.get(), header.size.pixels());
    return oriented(std::move(picture), orientationOf(file));
}

Encoded encodeJpeg(Pixels pixels, int quality) {
    if (pixels.size.width > 65500 || pixels.size.height > 65500) throw Failure("JPEG holds at most 65500 x 65500 pixels");
    Handle handle(tjInitCompress());
    unsigned char* bytes = nullptr;
    unsigned long length = 0;
    int result = tjCompress2(handle.tj, pixels.data, static_cast<int>(pixels.size.width), 0, static_cast<int>(pixels.size.height),
                             pixels.bgra ? TJPF_BGRA : TJPF_RGBA, &bytes, &length, TJSAMP_444, quality, TJFLAG_ACCURATEDCT);
    std::unique_ptr<unsigned char, decltype(&tjFree)> owner(bytes, tjFree);
    if (result != 0) handle.fail();
    Encoded encoded{allocate(length), length};
    std::memcpy(encoded.bytes.get(), bytes, length);
    return encoded;
}

}  // namespace images
