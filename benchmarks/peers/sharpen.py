"""The unsharp mask of SharpeningKernel.Default by cv2.filter2D with one thread, image by image, colours interleaved as OpenCV wants them.

usage: sharpen.py FILE HEIGHT WIDTH REPEATS RESULT      FILE holds planar RGB bytes [N, 3, height, width], and so will RESULT
"""
import sys

import cv2
import numpy

from timed import median, tell

BINOMIAL = numpy.array([1, 4, 6, 4, 1], dtype=numpy.float32)


def main(file, height, width, repeats, result):
    cv2.setNumThreads(1)
    kernel = -numpy.outer(BINOMIAL, BINOMIAL) / 256
    kernel[2, 2] += 2
    planar = numpy.fromfile(file, dtype=numpy.uint8).reshape(-1, 3, int(height), int(width))
    images = [numpy.ascontiguousarray(image.transpose(1, 2, 0)) for image in planar]
    sharpened = [numpy.empty_like(image) for image in images]

    def work():
        for image, target in zip(images, sharpened):
            cv2.filter2D(image, -1, kernel, dst=target, borderType=cv2.BORDER_REFLECT_101)

    speed = len(images) / median(int(repeats), work)
    numpy.stack(sharpened).transpose(0, 3, 1, 2).tofile(result)
    tell(speed)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
