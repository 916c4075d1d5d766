"""Writes the table of benchmarks/training_speed.sh from its measurements, one JSON object a line.

usage: training_report.py MEASUREMENTS WARM-UP-STEPS default|keep COMMAND > REPORT.md
"""
import json
import platform
import statistics
import sys

import torch

import machine

OURS, PYTORCH, LAST = "MlNetCifar", "PyTorch", "PyTorch channels-last"
KEYS = ("Network", "Width", "Side", "Precision", "Augmentation", "Batch", "Steps")
STAGES = {20: 0.45, 24: 0.30, 32: 0.25}  # share of the steps that the recipe of speed-net gives to each image size


def samples_of(measurements):
    """Case -> stack -> images per second, round by round."""
    samples = {}
    for each in measurements:
        case = tuple(each[key] for key in KEYS)
        samples.setdefault(case, {}).setdefault(each["Stack"], []).append(each["ImagesPerSecond"])
    return samples


def whole_recipe(samples, precision):
    """Speeds of a whole training of speed-net, of which the stages are measured; None where one is missing."""
    stages = {case[2]: stacks for case, stacks in samples.items() if case[0] == "speed-net" and case[3] == precision}
    if set(stages) != set(STAGES):
        return None
    return {
        stack: [1 / sum(share / stages[side][stack][i] for side, share in STAGES.items()) for i in range(len(stages[32][stack]))]
        for stack in (OURS, PYTORCH, LAST)}


def cell(values):
    digits = 0 if statistics.median(values) >= 100 else 1
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f} to {max(values):,.{digits}f})"


def row(name, side, precision, augmentation, batch, steps, stacks):
    ours, peer, last = (stacks[stack] for stack in (OURS, PYTORCH, LAST))
    eager, channels_last = (statistics.median(ours) / statistics.median(other) for other in (peer, last))
    return (f"| {name} | {side} | {precision} | {augmentation} | {batch} | {steps} | {cell(ours)} | {cell(peer)} | **{eager:.2f}** "
            f"| {cell(last)} | **{channels_last:.2f}** |")


def rows(samples):
    cases = list(samples)
    for i, (network, width, side, precision, augmentation, batch, steps) in enumerate(cases):
        name = network if width == 1 else f"{network}, width {width:g}"
        yield row(name, side, precision, "flip and shift" if augmentation else "none", batch, steps, samples[cases[i]])
        last_stage = network == "speed-net" and not any(case[0] == "speed-net" and case[3] == precision for case in cases[i + 1:])
        if last_stage and (whole := whole_recipe(samples, precision)):
            yield row("speed-net, its whole training", "20, 24, 32", precision, "flip and shift", batch, "", whole)


def main(path, warm_up, malloc, command):
    with open(path, encoding="utf-8") as lines:
        measurements = [json.loads(line) for line in lines]
    samples = samples_of(measurements)
    threads = measurements[0]["Threads"]
    rounds = len(next(iter(samples.values()))[OURS])
    print("# Training speed: this library and PyTorch eager, side by side\n")
    print(f"Byte images of 3x32x32 in memory, 100 classes, {threads} thread{'s' if threads > 1 else ''}, label smoothing 0.1; AdamW, for speed-net Muon. "
          f"A measurement is a process of its own: whole training steps after {warm_up} that are not timed "
          "(gather a batch, flip, shift, normalise, shrink where the side is below 32; forward, loss, backward, optimiser step, loss read back). "
          f"n = {rounds} rounds; all stacks alternate within a round and change places from round to round.\n")
    print("Images per second, median (least to greatest):\n")
    print("| network | side | precision | augmentation | batch | steps | MlNetCifar | PyTorch | ratio | PyTorch channels-last | ratio |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    print("\n".join(rows(samples)))
    print("\nRatio: median of MlNetCifar by median of the other; above 1 is faster than PyTorch.\n")
    print("* Both sides have the same layers, batch, optimiser and augmentation, with random amounts for each image. "
          "PyTorch's networks are `benchmarks/peers/networks.py`, its optimisers `benchmarks/peers/optimizers.py`.")
    print("* Muon's Newton-Schulz iteration has on both sides the form that works on square matrices of the shorter side; the published form is about twice the work.")
    if any(case[0] == "speed-net" for case in samples):
        shares = ", ".join(f"{100 * share:.0f} % at {side}" for side, share in STAGES.items())
        print(f"* \"Its whole training\" weighs the times of the three sizes as speed-net's recipe does: {shares} pixels, by steps.")
    if any(case[3] == "bfloat16" for case in samples):
        print("* bfloat16: on both sides all convolutions and linear layers but the first and the last; weights, gradients for the optimiser and its step are float32.")
    print("* MlNetCifar's process keeps the memory that it frees (glibc's `mallopt`). " + (
        "So did PyTorch's here, by `MALLOC_...` variables." if malloc == "keep" else "PyTorch's runs with glibc's defaults, as it does out of the box; `PEER_MALLOC=keep` gives it the same."))
    print("\n## Machine\n")
    print("\n".join("* " + line for line in machine.hardware()))
    print("\n## Versions\n")
    print("\n".join("* " + line for line in machine.versions() + [f"PyTorch {torch.__version__}, Python {platform.python_version()}"]))
    print(f"\n## Again\n\n```\n{command}\n```")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
