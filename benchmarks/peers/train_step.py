"""Whole training steps in PyTorch eager; prints one line of JSON like Cifar.Benchmarks does.

usage: train_step.py NETWORK WIDTH SIDE float32|bfloat16 on|off BATCH THREADS WARM-UP-STEPS STEPS [channels-last]
"""
import json
import sys
import time

import torch
from torch.nn import functional

from networks import CLASSES, NETWORKS, compute_in_bfloat16
from optimizers import optimizer_of

SIDE, SHIFT = 32, 2


def augmented(table, index):
    """Flip and reflected shift of each image by its own random amounts: one gather of whole pixels from a table of all of them, [N * 32 * 32, 3] bytes."""
    count = len(index)
    rows = torch.arange(SIDE) + torch.randint(-SHIFT, SHIFT + 1, (count, 1))
    columns = torch.arange(SIDE).expand(count, SIDE)
    columns = torch.where(torch.rand(count, 1) < 0.5, SIDE - 1 - columns, columns) + torch.randint(-SHIFT, SHIFT + 1, (count, 1))
    rows, columns = (SIDE - 1 - (SIDE - 1 - at.abs()).abs() for at in (rows, columns))
    addresses = ((index * SIDE)[:, None, None] + rows[:, :, None]) * SIDE + columns[:, None, :]
    return table.index_select(0, addresses.flatten()).view(count, SIDE, SIDE, 3).permute(0, 3, 1, 2)


def normalized(images, layout):
    return images.contiguous(memory_format=layout).to(torch.float32).sub_(127.5).mul_(1 / 127.5)


def measure(name, width, side, precision, augmentation, batch, threads, warm_up, steps, layout):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    count = (warm_up + steps) * batch
    pixels = torch.randint(0, 256, (count, 3, SIDE, SIDE), dtype=torch.uint8)
    labels = torch.randint(0, CLASSES, (count,))
    network = NETWORKS[name](width)
    if hasattr(network, "prepare"):
        network.prepare(normalized(pixels[:5000], torch.contiguous_format))
    network = network.to(memory_format=layout)
    if precision == "bfloat16":
        compute_in_bfloat16(network)
    optimizer = optimizer_of(name, network)
    table = pixels.permute(0, 2, 3, 1).reshape(-1, 3)
    order = torch.randperm(count)
    for step in range(warm_up + steps):
        if step == warm_up:
            start = time.perf_counter()
        index = order[step * batch:(step + 1) * batch]
        images = normalized(augmented(table, index) if augmentation else pixels[index], layout)
        if side < SIDE:
            images = functional.interpolate(images, (side, side), mode="bilinear", antialias=True)
        loss = functional.cross_entropy(network(images), labels[index], label_smoothing=0.1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if loss.item() != loss.item():
            raise ArithmeticError(f"the loss of step {step} is not a number")
    return steps * batch / (time.perf_counter() - start)


def main(name, width, side, precision, augmentation, batch, threads, warm_up, steps, layout=None):
    case = {"Network": name, "Width": float(width), "Side": int(side), "Precision": precision, "Augmentation": augmentation == "on",
            "Batch": int(batch), "Threads": int(threads), "Steps": int(steps)}
    speed = measure(name, float(width), int(side), precision, augmentation == "on", int(batch), int(threads), int(warm_up), int(steps),
                    torch.channels_last if layout else torch.contiguous_format)
    print(json.dumps({"Stack": "PyTorch channels-last" if layout else "PyTorch", **case, "ImagesPerSecond": speed}))


if __name__ == "__main__":
    if len(sys.argv) not in (10, 11) or sys.argv[1] not in NETWORKS or sys.argv[4] not in ("float32", "bfloat16") or sys.argv[10:] not in ([], ["channels-last"]):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
