#!/usr/bin/env python3
"""Sharpens random and extreme images with OpenCV and writes inputs and results for the tests.

    /usr/bin/python3 benchmarks/peers/make_unsharp_fixtures.py      (Debian: python3-opencv)

One record an image: height and width (little-endian 32-bit), the planar RGB input, the planar RGB result of
cv2.filter2D(image, -1, kernel) on uint8, whose default border is reflect-101.
"""
import pathlib
import struct

import cv2
import numpy as np

BLUR = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])
KERNEL = -BLUR / 256.0
KERNEL[2, 2] += 2

TARGET = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests/Fixtures/unsharp/opencv_filter2d.bin"


def images():
    random = np.random.RandomState(42)
    for height, width in [(1, 1), (1, 2), (2, 1), (1, 9), (9, 1), (2, 3), (3, 2), (4, 4), (5, 5), (6, 31), (31, 6), (8, 33), (32, 32), (32, 32)]:
        yield random.randint(0, 256, (height, width, 3), dtype=np.uint8)
    for level in (0, 1, 127, 255):
        yield np.full((6, 7, 3), level, np.uint8)
    rows, columns = np.indices((24, 20))
    yield np.repeat((255 * ((rows + columns) % 2)).astype(np.uint8)[..., None], 3, 2)
    yield np.repeat((255 * ((rows // 3 + columns // 5) % 2)).astype(np.uint8)[..., None], 3, 2)
    yield np.stack([rows * 10, columns * 12, 255 - rows * 5], 2).astype(np.uint8)
    yield random.choice(np.array([0, 255], np.uint8), (32, 32, 3))
    yield random.randint(126, 130, (32, 32, 3)).astype(np.uint8)


def main():
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with TARGET.open("wb") as file:
        for image in images():
            sharpened = cv2.filter2D(image, -1, KERNEL)
            file.write(struct.pack("<ii", *image.shape[:2]))
            file.write(image.transpose(2, 0, 1).tobytes())
            file.write(sharpened.reshape(image.shape).transpose(2, 0, 1).tobytes())
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
