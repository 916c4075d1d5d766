// GIF through giflib: the first frame, drawn on the transparent canvas.
#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "codec.h"

namespace images {
namespace {

struct Source {
    View file;
    size_t position = 0;
};

int readBytes(GifFileType* gif, GifByteType* target, int count) {
    auto source = static_cast<Source*>(gif->UserData);
    size_t available = source->file.length - source->position;
    size_t taken = std::min(available, static_cast<size_t>(std::max(count, 0)));
    std::memcpy(target, source->file.data + source->position, taken);
    source->position += taken;
    return static_cast<int>(taken);
}

struct Reader {
    Source source;
    GifFileType* gif = nullptr;

    explicit Reader(View file) : source{file} {
        int code = 0;
        gif = DGifOpen(&source, readBytes, &code);
        if (!gif) fail(code);
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { DGifCloseFile(gif, nullptr); }

    [[noreturn]] void fail(int code) const {
        const char* text = GifErrorString(code);
        if (source.position >= source.file.length) text = "the file is truncated";
        throw Failure(std::string("giflib: ") + (text ? text : "the data are damaged"));
    }
    void check(int result) const {
        if (result != GIF_OK) fail(gif->Error);
    }

    // Goes on to the first frame and returns the transparent colour index that belongs to it, or -1.
    int findFrame() {
        int transparent = -1;
        for (;;) {
            GifRecordType record;
            check(DGifGetRecordType(gif, &record));
            if (record == TERMINATE_RECORD_TYPE) throw Failure("giflib: the file has no frame");
            if (record == IMAGE_DESC_RECORD_TYPE) return transparent;
            if (record != EXTENSION_RECORD_TYPE) throw Failure("giflib: the data are damaged");
            int code = 0;
            GifByteType* block = nullptr;
            check(DGifGetExtension(gif, &code, &block));
            while (block) {
                GraphicsControlBlock control;
                if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) transparent = control.TransparentColor;
                check(DGifGetExtensionNext(gif, &block));
            }
        }
    }
};

size_t skipBlocks(View file, size_t position) {
    for (;;) {
        uint8_t size = file.u8(position++);
        if (size == 0) return position;
        position += size;
    }
}

// Later frames are not decoded, but a file that ends among them was cut short.
void checkRest(View file, size_t position) {
    for (;;) {
        uint8_t kind = file.u8(position++);
        if (kind == 0x3b) return;
        if (kind == 0x21) {
            position = skipBlocks(file, position + 1);
        } else if (kind == 0x2c) {
            uint8_t flags = file.u8(position + 8);
            position += 9 + (flags & 0x80 ? static_cast<size_t>(3) << ((flags & 7) + 1) : 0);
            position = skipBlocks(file, position + 1);
        } else {
            throw Failure("giflib: the data after the first frame are damaged");
        }
    }
}

uint32_t rowOf(uint32_t index, uint32_t height, bool interlaced) {
    if (!interlaced) return index;
    constexpr uint32_t first[] = {0, 4, 2, 1}, step[] = {8, 8, 4, 2};
    for (int pass = 0; pass < 4; pass++) {
        uint32_t rows = height > first[pass] ? (height - first[pass] + step[pass] - 1) / step[pass] : 0;
        if (index < rows) return first[pass] + index * step[pass];
        index -= rows;
    }
    return height;
}

}  // namespace

Size probeGif(View file) {
    if (!file.has(0, 13)) throw Failure("giflib: the file is truncated");
    return {file.le16(6), file.le16(8)};
}

Picture decodeGif(View file, int64_t maxPixels) {
    Size canvas = probeGif(file);
    checkSize(canvas, maxPixels);
    Reader reader(file);
    int transparent = reader.findFrame();
    reader.check(DGifGetImageDesc(reader.gif));
    const GifImageDesc& frame = reader.gif->Image;
    Size size{static_cast<uint32_t>(std::max(frame.Width, 0)), static_cast<uint32_t>(std::max(frame.Height, 0))};
    checkSize(size, maxPixels);
    const ColorMapObject* colors = frame.ColorMap ? frame.ColorMap : reader.gif->SColorMap;
    if (!colors || !colors->Colors) throw Failure("giflib: the frame has no colours");

    Picture picture{canvas, allocate(canvas.pixels() * 4)};
    std::memset(picture.rgba.get(), 0, canvas.pixels() * 4);
    std::vector<GifPixelType> line(size.width);
    for (uint32_t i = 0; i < size.height; i++) {
        reader.check(DGifGetLine(reader.gif, line.data(), static_cast<int>(size.width)));
        uint32_t y = static_cast<uint32_t>(frame.Top) + rowOf(i, size.height, frame.Interlace);
        if (y >= canvas.height) continue;
        for (uint32_t x = 0; x < size.width && static_cast<uint32_t>(frame.Left) + x < canvas.width; x++) {
            if (line[x] == transparent) continue;
            if (line[x] >= colors->ColorCount) throw Failure("giflib: a pixel has a colour that the palette lacks");
            const GifColorType& color = colors->Colors[line[x]];
            uint8_t* target = picture.rgba.get() + (static_cast<size_t>(y) * canvas.width + static_cast<uint32_t>(frame.Left) + x) * 4;
            target[0] = color.Red, target[1] = color.Green, target[2] = color.Blue, target[3] = 255;
        }
    }
    checkRest(file, reader.source.position);
    return picture;
}

}  // namespace images
