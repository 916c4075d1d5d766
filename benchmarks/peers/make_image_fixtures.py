#!/usr/bin/python3
"""Makes Cifar.Pipelines.Tests/Fixtures/images: small image files and, beside each, the pixels a reader must find in it.

NAME.EXT is the file, NAME.EXT.rgba the expected pixels: int32 width, int32 height (little endian), then R G B A bytes, rows from the top.
Lossless formats are written by hand here, so that the pixels are known without any decoder; where OpenCV reads the format too, it must agree.
For lossy formats the expected pixels are OpenCV's. Needs Debian's python3-opencv and python3-numpy, and libturbojpeg for the CMYK file.

    /usr/bin/python3 benchmarks/peers/make_image_fixtures.py
"""
import ctypes
import pathlib
import struct
import zlib

import cv2
import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "images"
WIDTH, HEIGHT = 13, 9
rng = np.random.default_rng(20240229)


def save(name, data, rgba, opencv=True, tolerance=0):
    """Writes a fixture; `rgba` is uint8 [H, W, 4]."""
    (FOLDER / name).write_bytes(data)
    height, width = rgba.shape[:2]
    (FOLDER / (name + ".rgba")).write_bytes(struct.pack("<ii", width, height) + np.ascontiguousarray(rgba, np.uint8).tobytes())
    if opencv:
        seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert seen is not None, name
        difference = np.abs(seen[:, :, ::-1].astype(int) - rgba[:, :, :3]).max()
        assert difference <= tolerance, (name, difference)


def opaque(rgb):
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def picture(width=WIDTH, height=HEIGHT):
    """A smooth picture with some noise: uint8 RGB [H, W, 3]."""
    y, x = np.mgrid[0:height, 0:width]
    base = np.dstack([x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x + y) * 255 // max(width + height - 2, 1)])
    return np.clip(base + rng.integers(-20, 20, base.shape), 0, 255).astype(np.uint8)


# --- PNG -------------------------------------------------------------------------------------------------------------------------

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def scanlines(samples, depth):
    """`samples` [H, W, channels] as filter-0 scanlines."""
    height, width, channels = samples.shape
    out = b""
    for row in samples.reshape(height, width * channels):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(-1)
            packed = np.packbits(bits.astype(np.uint8)).tobytes()
        out += b"\0" + packed
    return out


def png(samples, depth, color, palette=None, transparency=None, interlaced=False):
    height, width = samples.shape[:2]
    if interlaced:
        passes = (samples[y0::dy, x0::dx] for x0, y0, dx, dy in ADAM7)
        raw = b"".join(scanlines(p, depth) for p in passes if p.size)
    else:
        raw = scanlines(samples, depth)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced)))
    if palette is not None:
        data += chunk(b"PLTE", palette.tobytes())
    if transparency is not None:
        data += chunk(b"tRNS", transparency)
    packed = zlib.compress(raw, 9)
    return data + chunk(b"tEXt", b"Comment\0fixture") + chunk(b"IDAT", packed[:40]) + chunk(b"IDAT", packed[40:]) + chunk(b"IEND", b"")


def to8(samples16):
    return np.round(samples16 * 255 / 65535).astype(np.uint8)


def pngs():
    rgb = picture()
    save("rgb8.png", png(rgb, 8, 2), opaque(rgb))
    save("rgb8-interlaced.png", png(rgb, 8, 2, interlaced=True), opaque(rgb))

    alpha = rng.integers(0, 256, (HEIGHT, WIDTH, 1), dtype=np.uint8)
    rgba = np.dstack([rgb, alpha])
    save("rgba8.png", png(rgba, 8, 6), rgba)

    deep = rng.integers(0, 65536, (HEIGHT, WIDTH, 3))
    save("rgb16.png", png(deep, 16, 2), opaque(to8(deep)), tolerance=1)  # OpenCV cuts the low byte off instead of rounding
    deep = rng.integers(0, 65536, (HEIGHT, WIDTH, 4))
    save("rgba16-interlaced.png", png(deep, 16, 6, interlaced=True), to8(deep), tolerance=1)

    for depth in (1, 2, 4, 8):
        grey = rng.integers(0, 2**depth, (HEIGHT, WIDTH, 1))
        shown = (grey * 255 // (2**depth - 1)).astype(np.uint8)
        save(f"grey{depth}.png", png(grey, depth, 0), opaque(np.repeat(shown, 3, 2)))
    grey_alpha = rng.integers(0, 256, (HEIGHT, WIDTH, 2), dtype=np.uint8)
    save("grey-alpha8.png", png(grey_alpha, 8, 4), np.dstack([np.repeat(grey_alpha[:, :, :1], 3, 2), grey_alpha[:, :, 1:]]))

    for depth in (1, 2, 4, 8):
        count = min(2**depth, 60)
        palette = rng.integers(0, 256, (count, 3), dtype=np.uint8)
        index = rng.integers(0, count, (HEIGHT, WIDTH, 1))
        save(f"palette{depth}.png", png(index, depth, 3, palette), opaque(palette[index[:, :, 0]]))
    transparency = rng.integers(0, 256, 20, dtype=np.uint8)
    alphas = np.concatenate([transparency, np.full(40, 255, np.uint8)])
    save("palette8-transparency.png", png(index, 8, 3, palette, transparency.tobytes()), np.dstack([palette[index[:, :, 0]], alphas[index[:, :, 0]]]))


# --- JPEG ------------------------------------------------------------------------------------------------------------------------

def exif(orientation, order):
    """An APP1 segment with the orientation and one field before it; order '<' or '>'."""
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    fields = struct.pack(order + "HHIHH", 0x0100, 3, 1, 640, 0) + struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = head + struct.pack(order + "H", 2) + fields + struct.pack(order + "I", 0)
    payload = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload


def jpeg(bgr, *options):
    return cv2.imencode(".jpg", bgr, list(options))[1].tobytes()


def jpegs():
    def shown(data):
        return opaque(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1])

    bgr = picture(37, 21)[:, :, ::-1]
    for name, data in {
        "color.jpg": jpeg(bgr, cv2.IMWRITE_JPEG_QUALITY, 90),
        "progressive.jpg": jpeg(bgr, cv2.IMWRITE_JPEG_QUALITY, 80, cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
        "restart.jpg": jpeg(bgr, cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_RST_INTERVAL, 1),
        "grey.jpg": jpeg(cv2.cvtColor(np.ascontiguousarray(bgr), cv2.COLOR_BGR2GRAY)),
    }.items():
        save(name, data, shown(data))

    plain = jpeg(picture(16, 8)[:, :, ::-1], cv2.IMWRITE_JPEG_QUALITY, 95)
    for orientation in range(1, 9):
        data = plain[:2] + exif(orientation, "<>"[orientation % 2]) + plain[2:]
        save(f"orientation{orientation}.jpg", data, shown(data))

    turbo = ctypes.CDLL("libturbojpeg.so.0")
    turbo.tjInitCompress.restype = ctypes.c_void_p
    cmyk = np.dstack([picture(20, 12), 255 - picture(20, 12)[:, :, :1] // 3]).astype(np.uint8).copy()
    handle, out, size = ctypes.c_void_p(turbo.tjInitCompress()), ctypes.c_void_p(), ctypes.c_ulong()
    tjpf_cmyk, tjsamp_444 = 11, 0
    assert turbo.tjCompress2(handle, cmyk.ctypes.data_as(ctypes.c_void_p), 20, 0, 12, tjpf_cmyk, ctypes.byref(out), ctypes.byref(size), tjsamp_444, 95, 0) == 0
    data = ctypes.string_at(out, size.value)
    save("cmyk.jpg", data, shown(data))


# --- WebP ------------------------------------------------------------------------------------------------------------------------

def webps():
    rgb = picture()
    rgba = np.dstack([rgb, rng.integers(1, 256, (HEIGHT, WIDTH, 1), dtype=np.uint8)])  # alpha 0 would let the encoder drop the colour
    lossless = cv2.imencode(".webp", np.ascontiguousarray(rgba[:, :, [2, 1, 0, 3]]), [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    save("lossless-alpha.webp", lossless, rgba)

    lossy = cv2.imencode(".webp", picture(33, 18)[:, :, ::-1], [cv2.IMWRITE_WEBP_QUALITY, 80])[1].tobytes()
    save("lossy.webp", lossy, opaque(cv2.imdecode(np.frombuffer(lossy, np.uint8), cv2.IMREAD_COLOR)[:, :, ::-1]))

    # An animation of two frames; the first covers a part of the canvas.
    frames = [cv2.imencode(".webp", np.ascontiguousarray(p[:, :, ::-1]), [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()[12:] for p in (rgb, 255 - rgb)]
    canvas_w, canvas_h, left, top = WIDTH + 5, HEIGHT + 4, 4, 2

    def u24(value):
        return struct.pack("<I", value)[:3]

    def riff(kind, data):
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    body = riff(b"VP8X", struct.pack("<I", 0x12) + u24(canvas_w - 1) + u24(canvas_h - 1)) + riff(b"ANIM", b"\xff\xff\xff\xff" + struct.pack("<H", 0))
    for frame in frames:
        body += riff(b"ANMF", u24(left // 2) + u24(top // 2) + u24(WIDTH - 1) + u24(HEIGHT - 1) + u24(100) + b"\x02" + frame)
    expected = np.zeros((canvas_h, canvas_w, 4), np.uint8)
    expected[top:top + HEIGHT, left:left + WIDTH] = opaque(rgb)
    save("animated.webp", b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body, expected, opencv=False)


# --- GIF -------------------------------------------------------------------------------------------------------------------------

def lzw(indices, bits):
    """GIF's LZW with a clear code before the code size would grow: long, but plainly right."""
    clear, end, width = 1 << bits, (1 << bits) + 1, bits + 1
    run = (1 << bits) - 2
    codes = []
    for i, index in enumerate(indices):
        if i % run == 0:
            codes.append(clear)
        codes.append(int(index))
    codes.append(end)
    stream = sum(code << (i * width) for i, code in enumerate(codes))
    packed = stream.to_bytes((len(codes) * width + 7) // 8, "little")
    blocks = b"".join(bytes([len(packed[i:i + 255])]) + packed[i:i + 255] for i in range(0, len(packed), 255))
    return bytes([bits]) + blocks + b"\0"


def gif_frame(indices, bits, left=0, top=0, interlaced=False, local=None):
    height, width = indices.shape
    rows = [y for y0, dy in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(y0, height, dy)] if interlaced else range(height)
    flags = (0x40 if interlaced else 0) | (0x80 | (bits - 1) if local is not None else 0)
    return b"\x2c" + struct.pack("<HHHHB", left, top, width, height, flags) + (local.tobytes() if local is not None else b"") + lzw(
        np.concatenate([indices[y] for y in rows]), bits)


def gif(width, height, palette, *blocks):
    bits = int(np.log2(len(palette)))
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0 | (bits - 1), 0, 0) + palette.tobytes() + b"".join(blocks) + b"\x3b"


def gifs():
    palette = rng.integers(0, 256, (16, 3), dtype=np.uint8)
    index = rng.integers(0, 16, (HEIGHT, WIDTH), dtype=np.uint8)
    save("plain.gif", gif(WIDTH, HEIGHT, palette, gif_frame(index, 4)), opaque(palette[index]), opencv=False)
    save("interlaced.gif", gif(WIDTH, HEIGHT, palette, gif_frame(index, 4, interlaced=True)), opaque(palette[index]), opencv=False)

    # Two frames; the first is smaller than the canvas, has its own palette and a transparent colour.
    local = rng.integers(0, 256, (16, 3), dtype=np.uint8)
    control = b"\x21\xf9\x04\x01\x0a\x00\x03\x00"
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    first = gif_frame(index[:5, :7], 4, left=3, top=2, local=local)
    expected = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    part = opaque(local[index[:5, :7]])
    part[index[:5, :7] == 3] = 0
    expected[2:7, 3:10] = part
    save("animated.gif", gif(WIDTH, HEIGHT, palette, loop, control, first, control, gif_frame(index, 4)), expected, opencv=False)


# --- BMP -------------------------------------------------------------------------------------------------------------------------

def bmp(width, height, bits, rows, palette=b"", compression=0, masks=b"", header=40, colors=0):
    """`rows` is the pixel data as stored; height is negative for top-down files."""
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(rows), 2835, 2835, colors, 0)
        info += (masks + b"\0" * header)[: header - 40] if header > 40 else masks
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, offset) + info + palette + rows


def stored(rows, flip=True):
    """Rows (bytes each) padded to four, bottom first."""
    return b"".join(row + b"\0" * (-len(row) % 4) for row in (reversed(rows) if flip else rows))


def bmps():
    rgb = picture()
    rows = [row[:, ::-1].tobytes() for row in rgb]
    save("rgb24.bmp", bmp(WIDTH, HEIGHT, 24, stored(rows)), opaque(rgb))
    save("rgb24-topdown.bmp", bmp(WIDTH, -HEIGHT, 24, stored(rows, flip=False)), opaque(rgb))
    save("rgb24-os2.bmp", bmp(WIDTH, HEIGHT, 24, stored(rows), header=12), opaque(rgb))
    wide = [np.dstack([row[None, :, ::-1], np.zeros((1, WIDTH, 1), np.uint8)]).tobytes() for row in rgb]
    save("rgb32.bmp", bmp(WIDTH, HEIGHT, 32, stored(wide)), opaque(rgb))

    rgba = np.dstack([rgb, rng.integers(0, 256, (HEIGHT, WIDTH, 1), dtype=np.uint8)])
    masks = struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000)  # R, G, B, A: the reverse of the usual order
    save("rgba32-fields.bmp", bmp(WIDTH, HEIGHT, 32, stored([row.tobytes() for row in rgba]), compression=3, masks=masks, header=108), rgba, opencv=False)

    def widen(value, bits):
        return np.round(value * 255 / (2**bits - 1)).astype(np.uint8)

    r, g, b = (rng.integers(0, 32, (HEIGHT, WIDTH)) for _ in range(3))
    expected = opaque(np.dstack([widen(r, 5), widen(g, 5), widen(b, 5)]))
    save("rgb555.bmp", bmp(WIDTH, HEIGHT, 16, stored([row.astype("<u2").tobytes() for row in r << 10 | g << 5 | b])), expected, tolerance=7)  # OpenCV shifts
    g = rng.integers(0, 64, (HEIGHT, WIDTH))
    expected = opaque(np.dstack([widen(r, 5), widen(g, 6), widen(b, 5)]))
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    save("rgb565.bmp", bmp(WIDTH, HEIGHT, 16, stored([row.astype("<u2").tobytes() for row in r << 11 | g << 5 | b]), compression=3, masks=masks), expected,
         tolerance=7)

    for bits in (1, 4, 8):
        count = min(2**bits, 40)
        palette = rng.integers(0, 256, (count, 3), dtype=np.uint8)
        entries = b"".join(bytes([*color[::-1], 0]) for color in palette)
        index = rng.integers(0, count, (HEIGHT, WIDTH), dtype=np.uint8)
        packed = [np.packbits(((row[:, None] >> np.arange(bits - 1, -1, -1)) & 1).reshape(-1).astype(np.uint8)).tobytes() for row in index]
        save(f"palette{bits}.bmp", bmp(WIDTH, HEIGHT, bits, stored(packed), entries, colors=count), opaque(palette[index]))

    # RLE8: encoded runs and absolute runs (even and odd) in turn, a delta, then the end mark.
    index[:, 3:8] = index[:, 3:4]
    data = b""
    for y in range(HEIGHT - 1, -1, -1):
        row = index[y]
        data += bytes([0, 3, *row[:3], 0, 5, row[3], 0, 4, *row[8:12], 1, row[12], 0, 0])
    save("rle8.bmp", bmp(WIDTH, HEIGHT, 8, data + b"\0\1", entries, compression=1, colors=count), opaque(palette[index]))

    palette = rng.integers(0, 256, (16, 3), dtype=np.uint8)
    entries = b"".join(bytes([*color[::-1], 0]) for color in palette)
    index = rng.integers(0, 16, (HEIGHT, WIDTH), dtype=np.uint8)
    index[:, 4:9:2], index[:, 5:9:2] = index[:, 4:5], index[:, 5:6]
    data = b""
    for y in range(HEIGHT - 1, -1, -1):
        row = index[y].tolist()
        data += bytes([0, 4, row[0] << 4 | row[1], row[2] << 4 | row[3], 5, row[4] << 4 | row[5]])
        data += bytes([0, 4, row[9] << 4 | row[10], row[11] << 4 | row[12], 0, 0])
    save("rle4.bmp", bmp(WIDTH, HEIGHT, 4, data + b"\0\1", entries, compression=2, colors=16), opaque(palette[index]))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    pngs()
    jpegs()
    webps()
    gifs()
    bmps()
    files = list(FOLDER.iterdir())
    print(f"{len(files)} files, {sum(f.stat().st_size for f in files)} bytes in {FOLDER.name}/")
