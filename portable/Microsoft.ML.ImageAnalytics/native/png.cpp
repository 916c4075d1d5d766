// PNG through libpng. Its errors jump (longjmp); so the functions that call it hold plain data only, and everything owned lives outside of them.
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "codec.h"

namespace images {
namespace {

struct Errors {
    char text[160] = "";
};

[[noreturn]] void onError(png_structp png, png_const_charp message) {
    auto errors = static_cast<Errors*>(png_get_error_ptr(png));
    size_t count = std::min(std::strlen(message), sizeof errors->text - 1);
    std::memcpy(errors->text, message, count);
    errors->text[count] = 0;
    png_longjmp(png, 1);
}

void onWarning(png_structp, png_const_charp) {}

[[noreturn]] void fail(const Errors& errors) { throw Failure(std::string("libpng: ") + errors.text); }

struct Source {
    View file;
    size_t position = 0;
};

void readBytes(png_structp png, png_bytep target, size_t count) {
    auto source = static_cast<Source*>(png_get_io_ptr(png));
    if (!source->file.has(source->position, count)) png_error(png, "the file is truncated");
    std::memcpy(target, source->file.data + source->position, count);
    source->position += count;
}

struct Reader {
    Errors errors;
    Source source;
    png_structp png = nullptr;
    png_infop info = nullptr;
    Size size{};

    explicit Reader(View file) : source{file} {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &errors, onError, onWarning);
        if (png) info = png_create_info_struct(png);
        if (!info) {
            png_destroy_read_struct(&png, nullptr, nullptr);
            throw std::bad_alloc();
        }
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }

    bool readHeader() {
        if (setjmp(png_jmpbuf(png))) return false;
        png_set_read_fn(png, &source, readBytes);
        // The size is checked against the caller's limit; the library's own limit of a million a side would only blur the message.
        png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        png_set_chunk_malloc_max(png, 1 << 20);
        png_set_chunk_cache_max(png, 64);
        png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
        // Texts, profiles and other chunks that pixels do not depend on are skipped, never inflated. tRNS is not among them.
        png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
        png_read_info(png, info);
        size = {png_get_image_width(png, info), png_get_image_height(png, info)};
        return true;
    }

    bool readPixels(uint8_t* rgba) {
        if (setjmp(png_jmpbuf(png))) return false;
        png_set_expand(png);
        png_set_scale_16(png);
        png_set_gray_to_rgb(png);
        png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
        int passes = png_set_interlace_handling(png);
        png_read_update_info(png, info);
        if (png_get_rowbytes(png, info) != static_cast<size_t>(size.width) * 4) png_error(png, "unexpected row size");
        for (int pass = 0; pass < passes; pass++)
            for (uint32_t y = 0; y < size.height; y++) png_read_row(png, rgba + static_cast<size_t>(y) * size.width * 4, nullptr);
        png_read_end(png, nullptr);
        return true;
    }
};

struct Writer {
    Errors errors;
    png_structp png = nullptr;
    png_infop info = nullptr;
    uint8_t* bytes = nullptr;
    size_t length = 0;
    size_t capacity = 0;

    Writer() {
        png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &errors, onError, onWarning);
        if (png) info = png_create_info_struct(png);
        if (!info) {
            png_destroy_write_struct(&png, nullptr);
            throw std::bad_alloc();
        }
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() {
        png_destroy_write_struct(&png, &info);
        std::free(bytes);
    }

    static void append(png_structp png, png_bytep data, size_t count) {
        auto writer = static_cast<Writer*>(png_get_io_ptr(png));
        if (count > writer->capacity - writer->length) {
            size_t capacity = std::max(writer->length + count, writer->capacity + writer->capacity / 2 + 4096);
            auto grown = static_cast<uint8_t*>(std::realloc(writer->bytes, capacity));
            if (!grown) png_error(png, "out of memory");
            writer->bytes = grown;
            writer->capacity = capacity;
        }
        std::memcpy(writer->bytes + writer->length, data, count);
        writer->length += count;
    }

    static void flush(png_structp) {}

    bool write(Pixels pixels) {
        if (setjmp(png_jmpbuf(png))) return false;
        png_set_write_fn(png, this, append, flush);
        png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        png_set_IHDR(png, info, pixels.size.width, pixels.size.height, 8, PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                     PNG_FILTER_TYPE_DEFAULT);
        png_write_info(png, info);
        if (pixels.bgra) png_set_bgr(png);
        for (uint32_t y = 0; y < pixels.size.height; y++) png_write_row(png, pixels.data + static_cast<size_t>(y) * pixels.size.width * 4);
        png_write_end(png, info);
        return true;
    }
};

}  // namespace

Size probePng(View file) {
    // IHDR is first, by the standard; reading on to the pixels would make a probe depend on chunks it has no use for.
    if (!file.has(0, 33) || std::memcmp(file.data + 8, "\0\0\0\rIHDR", 8) != 0) throw Failure("libpng: the header is damaged or truncated");
    return {png_get_uint_32(file.data + 16), png_get_uint_32(file.data + 20)};
}

Picture decodePng(View file, int64_t maxPixels) {
    checkSize(probePng(file), maxPixels);
    Reader reader(file);
    if (!reader.readHeader()) fail(reader.errors);
    checkSize(reader.size, maxPixels);
    Picture picture{reader.size, allocate(reader.size.pixels() * 4)};
    if (!reader.readPixels(picture.rgba.get())) fail(reader.errors);
    return picture;
}

Encoded encodePng(Pixels pixels) {
    Writer writer;
    if (!writer.write(pixels)) fail(writer.errors);
    Encoded encoded{Buffer(writer.bytes), writer.length};
    writer.bytes = nullptr;
    return encoded;
}

}  // namespace images
