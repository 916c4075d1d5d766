"""All records of train.bin as tensors by NumPy; prints one line of JSON like Cifar.Benchmarks records.

usage: records.py FOLDER THREADS REPEATS
"""
import os
import sys

import numpy

from timed import median, tell


def read(path):
    records = numpy.fromfile(path, dtype=numpy.uint8).reshape(-1, 3074)
    labels = records[:, 1].astype(numpy.int64)
    pixels = records[:, 2:].astype(numpy.float32).reshape(-1, 3, 32, 32)
    return pixels, labels


def main(folder, threads, repeats):
    path = os.path.join(folder, "train.bin")
    count = os.path.getsize(path) // 3074
    tell(count / median(int(repeats), lambda: read(path)))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
