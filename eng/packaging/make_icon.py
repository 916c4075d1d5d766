#!/usr/bin/env python3
"""Draws icon.png, the picture of our packages: a grid of coloured tiles (a small image) and an arrow of dots (layers) to one tile (its class).

Needs nothing but Python. Every run writes the same bytes:  python3 eng/packaging/make_icon.py
"""
import pathlib
import struct
import zlib

SIDE = 128
SCALE = 4  # Drawn four times as large, then averaged: smooth edges.
PAPER = (24, 32, 56)
# Okabe and Ito's colours, which most people can tell apart.
TILES = [(230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167), (245, 245, 245), (86, 180, 233)]


def rounded(x, y, left, top, width, height, radius):
    """Whether the point lies in the rectangle with round corners."""
    dx = max(left + radius - x, x - (left + width - radius), 0)
    dy = max(top + radius - y, y - (top + height - radius), 0)
    return left <= x <= left + width and top <= y <= top + height and dx * dx + dy * dy <= radius * radius


def colour(x, y):
    """The colour of one point, with alpha."""
    if not rounded(x, y, 0, 0, 128, 128, 22):
        return (0, 0, 0, 0)
    for row in range(3):
        for column in range(3):
            if rounded(x, y, 14 + 20 * column, 35 + 20 * row, 17, 17, 3):
                return (*TILES[3 * row + column], 255)
    for i, radius in enumerate((2.5, 3.5, 4.5)):
        if (x - 80 - 1.5 * i * i - 5 * i) ** 2 + (y - 63.5) ** 2 <= radius * radius:
            return (245, 245, 245, 255)
    if rounded(x, y, 101, 54, 19, 19, 4):
        return (0, 158, 115, 255)
    return (*PAPER, 255)


def pixel(column, row):
    """The mean of the points inside one pixel, weighted by alpha."""
    points = [colour(column + (i + 0.5) / SCALE, row + (j + 0.5) / SCALE) for j in range(SCALE) for i in range(SCALE)]
    alpha = sum(point[3] for point in points)
    if alpha == 0:
        return (0, 0, 0, 0)
    return tuple(round(sum(point[c] * point[3] for point in points) / alpha) for c in range(3)) + (round(alpha / len(points)),)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def main():
    rows = b"".join(b"\0" + bytes(v for column in range(SIDE) for v in pixel(column, row)) for row in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    pathlib.Path(__file__).with_name("icon.png").write_bytes(png)


if __name__ == "__main__":
    main()
