#!/usr/bin/env python3
"""Writes class activation maps that PyTorch's own autograd gives for a small network; the tests compare ours with them.

Run: /usr/bin/python3 benchmarks/peers/make_gradcam_fixture.py
"""
import json
import pathlib

import torch
from torch import nn

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "gradcam.json"
SIDE, CLASSES = 8, 4


def numbers(tensor):
    """Single precision needs nine digits."""
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def main():
    torch.manual_seed(5)
    body = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 6, 3, padding=1), nn.ReLU())
    head = nn.Sequential(nn.MaxPool2d(2), nn.Flatten(), nn.Linear(6 * (SIDE // 2) ** 2, CLASSES))
    cases = []
    for _ in range(2):
        image = torch.rand(1, 3, SIDE, SIDE) * 2 - 1
        for label in range(CLASSES):
            maps = body(image).detach().requires_grad_()
            logits = head(maps)
            logits[0, label].backward()
            raw = torch.relu((maps.grad.mean(dim=(2, 3), keepdim=True) * maps).sum(dim=1, keepdim=True))
            raw = nn.functional.interpolate(raw, size=(SIDE, SIDE), mode="bilinear", align_corners=False)
            cases.append({"image": numbers(image), "label": label, "logits": numbers(logits), "peak": float(raw.max()), "map": numbers(raw / raw.max().clamp_min(1e-30))})
    weights = [numbers(weight) for weight in [*body.parameters(), *head.parameters()]]
    FIXTURE.write_text(json.dumps({"madeWith": f"PyTorch {torch.__version__}", "side": SIDE, "classes": CLASSES, "weights": weights, "cases": cases}) + "\n")


if __name__ == "__main__":
    main()
