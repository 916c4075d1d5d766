#!/usr/bin/env python3
"""Applies torchvision's image operations at fixed strengths and writes inputs and results for the tests.

    /usr/bin/python3 benchmarks/peers/make_augmentation_fixtures.py      (Debian: python3-torchvision, python3-scipy)

augmentation/torchvision.json: images by size, planar RGB bytes, and cases with the operation's name, its amount and the result, values 0..255 times
256 as little-endian 16-bit numbers, all in base64. Operations that torchvision has for floating-point images run on those, the others (posterize,
equalize) on bytes. Resampling is bilinear and fills with FILL.
augmentation/references.json: distribution functions from SciPy, and a grid distortion worked out cell by cell.
"""
import base64
import json
import math
import pathlib

import numpy as np
import scipy.stats
import torch
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode
from torchvision.transforms import autoaugment

FILL = [125.0, 123.0, 114.0]
SIZES = [(8, 8), (40, 24)]
TARGET = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests/Fixtures/augmentation"


def picture(height, width, random):
    rows, columns = np.indices((height, width))
    planes = [20 + 150 * rows / height, 200 - 120 * columns / width, 60 + 100 * ((rows // 3 + columns // 4) % 2)]
    return np.clip(np.stack(planes) + random.normal(0, 18, (3, height, width)), 0, 255).astype(np.uint8)


def filled(operation, image):
    # With a fill of its own, torchvision 0.14 weighs pixels on the border of the image twice and darkens them; black is right.
    fill = torch.tensor(FILL).reshape(3, 1, 1)
    return operation(image - fill) + fill


def affine(image, angle=0.0, translate=(0, 0), scale=1.0, shear=(0.0, 0.0), center=None):
    return filled(lambda i: F.affine(i, angle, list(translate), scale, list(shear), InterpolationMode.BILINEAR, None, center), image)


def slope(amount):
    return math.degrees(math.atan(amount))


def scaled(operation):
    return lambda image, amount: operation(image / 255, amount) * 255


OPERATIONS = {
    "shear-x": (lambda i, a: affine(i, shear=(slope(a), 0.0), center=[0, 0]), [0.3, -0.99]),
    "shear-y": (lambda i, a: affine(i, shear=(0.0, slope(a)), center=[0, 0]), [0.3, -0.99]),
    "translate-x": (lambda i, a: affine(i, translate=(int(a), 0)), [3, -5]),
    "translate-y": (lambda i, a: affine(i, translate=(0, int(a))), [3, -5]),
    "rotate": (lambda i, a: filled(lambda each: F.rotate(each, a, InterpolationMode.BILINEAR), i), [15, -90, 135]),
    "zoom": (lambda i, a: affine(i, scale=a), [0.8, 1.25]),
    "brightness": (scaled(F.adjust_brightness), [0.0, 0.4, 1.9]),
    "saturation": (scaled(F.adjust_saturation), [0.0, 0.4, 1.9]),
    "contrast": (scaled(F.adjust_contrast), [0.0, 0.4, 1.9]),
    "sharpness": (scaled(F.adjust_sharpness), [0.01, 0.4, 1.9]),
    "hue": (scaled(F.adjust_hue), [-0.5, -0.1, 0.25]),
    "posterize": (lambda i, a: F.posterize(i.to(torch.uint8), a).float(), [8, 5, 2]),
    "solarize": (lambda i, a: F.solarize(i / 255, a / 255) * 255, [255, 128, 10]),
    "auto-contrast": (lambda i, a: F.autocontrast(i / 255) * 255, [0]),
    "equalize": (lambda i, a: F.equalize(i.to(torch.uint8)).float(), [0]),
}


def strengths():
    """The strengths of every operation at every level, as torchvision's classes list them."""
    trivial = autoaugment.TrivialAugmentWide()._augmentation_space(31)
    narrow = autoaugment.RandAugment()._augmentation_space(31, (40, 24))
    def table(space):
        return {name: [float(x) for x in (values if values.ndim else values.repeat(31))] for name, (values, _) in space.items()}
    return {"trivial": table(trivial), "rand": table(narrow)}


def distortion(factors, length):
    """Where each pixel's centre comes from, less where it is."""
    step = length / len(factors)
    result = []
    for pixel in range(length):
        remaining, position = pixel + 0.5, 0.0
        for factor in factors:
            inside = min(step, remaining)
            position += inside * (1 + factor)
            remaining -= inside
            if remaining <= 0:
                break
        result.append(position - (pixel + 0.5))
    return result


def text(array):
    return base64.b64encode(array.tobytes()).decode()


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    random = np.random.RandomState(7)
    images, cases = [], []
    for height, width in SIZES:
        image = picture(height, width, random)
        images.append({"height": height, "width": width, "pixels": text(image)})
        tensor = torch.from_numpy(image).float()
        for name, (operation, amounts) in OPERATIONS.items():
            for amount in amounts if height == 8 else amounts[-1:]:
                result = operation(tensor, amount)
                fixed = np.round(result.numpy() * 256).astype("<u2")
                cases.append({"image": len(images) - 1, "operation": name, "amount": amount, "expected": text(fixed)})
    (TARGET / "torchvision.json").write_text(json.dumps({"fill": FILL, "images": images, "cases": cases}, indent=0) + "\n")

    factors = [0.3, -0.2, 0.1, 0.0, -0.3]
    references = {
        "beta": [{"alpha": a, "at": x, "below": scipy.stats.beta.cdf(x, a, a)} for a in (0.1, 0.2, 1.0, 4.0) for x in (0.001, 0.1, 0.35, 0.5, 0.9)],
        "distortion": [{"length": n, "factors": factors, "displacements": distortion(factors, n)} for n in (8, 24, 32)],
        "strengths": strengths(),
    }
    (TARGET / "references.json").write_text(json.dumps(references, indent=0) + "\n")
    for file in sorted(TARGET.iterdir()):
        print(f"{file.name}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
