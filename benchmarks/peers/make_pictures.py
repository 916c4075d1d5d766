"""JPEG files of 500 x 375 pixels in two class folders: blurred noise with edges and some grain, so that they compress as photographs do (about 40 kB).

usage: make_pictures.py FOLDER COUNT [PNG]      PNG: also writes one picture of 32 x 32 pixels there
"""
import io
import os
import sys

import numpy
from PIL import Image

DIFFERENT = 50


def picture(random):
    coarse = Image.fromarray(random.integers(0, 256, (8, 10, 3), dtype=numpy.uint8)).resize((500, 375), Image.BICUBIC)
    blocks = Image.fromarray(random.integers(0, 256, (25, 33, 3), dtype=numpy.uint8)).resize((500, 375), Image.NEAREST)
    grain = random.normal(0, 4, (375, 500, 3))
    return Image.fromarray(numpy.clip(0.8 * numpy.asarray(coarse) + 0.2 * numpy.asarray(blocks) + grain, 0, 255).astype(numpy.uint8))


def main(folder, count, png=None):
    random = numpy.random.default_rng(1)
    encoded = []
    for _ in range(DIFFERENT):
        with io.BytesIO() as file:
            picture(random).save(file, "JPEG", quality=85)
            encoded.append(file.getvalue())
    for name in ("one", "two"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for i in range(int(count)):
        with open(os.path.join(folder, ("one", "two")[i % 2], f"{i:05}.jpg"), "wb") as file:
            file.write(encoded[i % DIFFERENT])
    if png:
        picture(random).resize((32, 32)).save(png)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
