#!/usr/bin/env python3
"""Writes what PyTorch's own quantised arithmetic makes of a small network; the tests compare our 8-bit models with it.

Run: /usr/bin/python3 benchmarks/peers/make_precision_fixtures.py
"""
import json
import pathlib

import torch
from torch import nn
from torch.nn.quantized import functional as quantized

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "precision.json"
SIDE, CLASSES, LEARNT, TESTED = 8, 5, 6, 4


def numbers(tensor):
    """Single precision needs nine digits."""
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def steps(values):
    """255 steps over the range of what was seen and 0."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    scale = (high - low) / 255
    return scale, round(-low / scale)


def rounded(weight, bits):
    """Signed integers, one scale for each output channel."""
    scales = weight.flatten(1).abs().max(dim=1).values / (2 ** (bits - 1) - 1)
    return torch.quantize_per_channel(weight, scales, torch.zeros(len(scales), dtype=torch.long), 0, torch.qint8)


def main():
    torch.manual_seed(7)
    stem, second, third = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 16, 3, padding=1), nn.Conv2d(16, 12, 3, padding=1, bias=False)
    norm, hidden, head = nn.BatchNorm2d(12), nn.Linear(12 * 16, 16), nn.Linear(16, CLASSES)
    with torch.no_grad():
        norm.running_mean.normal_(0, 0.2), norm.running_var.uniform_(0.3, 1.5), norm.weight.uniform_(0.5, 1.5), norm.bias.normal_(0, 0.3)
        head.weight.mul_(6)
    norm.eval()
    fused = nn.utils.fusion.fuse_conv_bn_eval(third.eval(), norm)
    pixels = torch.randint(0, 256, (LEARNT + TESTED, 3, SIDE, SIDE)).float()
    with torch.no_grad():
        one = torch.relu(stem(pixels / 255))
        two = torch.relu(second(one))
        three = fused(nn.functional.max_pool2d(two, 2))
        four = torch.relu(three)
        logits = head(torch.relu(hidden(four.flatten(1))))
        cases = []
        for bits in (7, 8):
            a, b, c = (steps(values[:LEARNT]) for values in (one, two, four))
            x = torch.quantize_per_tensor(one[LEARNT:], *a, torch.quint8)
            # A unit that ends at 0 has its zero point there, so that saturation is the rectifier.
            x = quantized.conv2d(x, rounded(second.weight, bits), second.bias, padding=1, scale=b[0], zero_point=b[1])
            x = torch.nn.functional.max_pool2d(x, 2)
            x = quantized.conv2d(x, rounded(fused.weight, bits), fused.bias, padding=1, scale=c[0], zero_point=c[1])
            weight = rounded(hidden.weight, bits)
            sums = (x.int_repr().flatten(1).double() - c[1]) @ weight.int_repr().double().T
            made = torch.relu(sums * c[0] * weight.q_per_channel_scales() + hidden.bias.double()).float()
            cases.append({"bits": bits, "logits": numbers(head(made))})
    weights = [numbers(tensor) for tensor in (stem.weight, stem.bias, second.weight, second.bias, third.weight, norm.weight, norm.bias, hidden.weight, hidden.bias, head.weight, head.bias)]
    FIXTURE.write_text(json.dumps({
        "madeWith": f"PyTorch {torch.__version__}", "side": SIDE, "classes": CLASSES, "learnt": pixels[:LEARNT].flatten().int().tolist(), "tested": pixels[LEARNT:].flatten().int().tolist(),
        "weights": weights, "mean": numbers(norm.running_mean), "variance": numbers(norm.running_var), "logits": numbers(logits[LEARNT:]), "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
