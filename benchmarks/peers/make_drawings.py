#!/usr/bin/env python3
"""Draws the pictures that the quickstart classifies with the shipped model: ours, computed here, from no data set.

Run: /usr/bin/python3 benchmarks/peers/make_drawings.py
"""
import math
import pathlib

import cv2
import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "samples" / "Quickstart" / "drawings"
SIZE = 96


def clock(x, y):
    radius, angle = math.hypot(x - 0.5, y - 0.5), math.atan2(y - 0.5, x - 0.5)
    if radius > 0.42:
        return 170, 150, 120
    if radius > 0.36:
        return 60, 50, 45
    mark = (angle * 6 / math.pi) % 1 < 0.06 and 0.28 < radius < 0.34
    hand = (abs(x - 0.5) < 0.015 and 0.25 < y < 0.5) or (abs(y - 0.5) < 0.015 and 0.5 < x < 0.7)
    return (20, 20, 20) if mark or hand else (250, 250, 245)


def house(x, y):
    if y > 0.82:
        return 90, 140, 60
    if 0.15 < x < 0.85 and y > 0.42:
        if 0.45 < x < 0.56 and y > 0.62:
            return 80, 45, 30
        return (60, 70, 85) if (0.22 < x < 0.34 or 0.66 < x < 0.78) and 0.5 < y < 0.64 else (235, 235, 230)
    if 0.15 < y <= 0.42 and abs(x - 0.5) < (y - 0.15) * 1.5:
        return 160, 60, 45
    if 0.66 < x < 0.74 and 0.17 < y < 0.42:
        return 110, 60, 50
    trees = (x - 0.08) ** 2 + (y - 0.6) ** 2 < 0.03 or (x - 0.95) ** 2 + (y - 0.6) ** 2 < 0.04
    return (50, 100, 45) if trees else (170, 200, 235)


def sunflower(x, y):
    across, down = x - 0.5, y - 0.45
    radius = math.hypot(across, down)
    if radius < 0.14:
        return 80 + 30 * math.sin(90 * x) * math.sin(90 * y), 45, 15
    if radius < 0.33 + 0.06 * math.cos(16 * math.atan2(down, across)):
        return 250, 200 - 60 * (radius - 0.14), 10
    if abs(across) < 0.03 and down > 0:
        return 50, 120, 40
    return (70 + 30 * math.sin(11 * x + 5 * y), 120 + 25 * math.sin(9 * y), 60) if y > 0.6 else (120, 180, 240)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for draw in (clock, house, sunflower):
        rows = [[draw(column / SIZE, row / SIZE)[::-1] for column in range(SIZE)] for row in range(SIZE)]
        cv2.imwrite(str(FOLDER / f"{draw.__name__}.png"), np.clip(np.array(rows), 0, 255).astype(np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()
