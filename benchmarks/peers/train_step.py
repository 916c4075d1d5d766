"""Whole training steps of simple-cnn in PyTorch eager; prints one line of JSON like Cifar.Benchmarks does.

usage: train_step.py BATCH THREADS WARM-UP-STEPS STEPS on|off [channels-last]
"""
import json
import sys
import time

import torch
from torch import nn

CLASSES, SIDE, SHIFT = 100, 32, 2


def network():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.1),
        nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(128 * (SIDE // 8) ** 2, 512), nn.ReLU(), nn.Dropout(0.5),
        nn.Linear(512, CLASSES))


def augmented(images):
    """Flip and reflected shift of each image by its own random amounts, on bytes, as two gathers."""
    count = images.shape[0]
    flip = torch.rand(count) < 0.5
    images = torch.where(flip[:, None, None, None], images.flip(3), images)
    rows = torch.arange(SIDE) + torch.randint(-SHIFT, SHIFT + 1, (count, 1))
    columns = torch.arange(SIDE) + torch.randint(-SHIFT, SHIFT + 1, (count, 1))
    rows, columns = (SIDE - 1 - (SIDE - 1 - at.abs()).abs() for at in (rows, columns))
    images = images.gather(2, rows[:, None, :, None].expand(-1, 3, -1, SIDE))
    return images.gather(3, columns[:, None, None, :].expand(-1, 3, SIDE, -1))


def main(batch, threads, warm_up, steps, augmentation, channels_last):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    count = (warm_up + steps) * batch
    pixels = torch.randint(0, 256, (count, 3, SIDE, SIDE), dtype=torch.uint8)
    labels = torch.randint(0, CLASSES, (count,))
    model = network()
    layout = torch.channels_last if channels_last else torch.contiguous_format
    model = model.to(memory_format=layout)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    order = torch.randperm(count)
    for step in range(warm_up + steps):
        if step == warm_up:
            start = time.perf_counter()
        index = order[step * batch:(step + 1) * batch]
        images = pixels[index]
        if augmentation:
            images = augmented(images)
        images = images.to(torch.float32).sub_(127.5).mul_(1 / 127.5).contiguous(memory_format=layout)
        loss = loss_of(model(images), labels[index])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if loss.item() != loss.item():
            raise ArithmeticError(f"the loss of step {step} is not a number")
    seconds = time.perf_counter() - start
    print(json.dumps({
        "Stack": "PyTorch channels-last" if channels_last else "PyTorch", "Augmentation": augmentation,
        "Batch": batch, "Threads": threads, "Steps": steps, "ImagesPerSecond": steps * batch / seconds}))


if __name__ == "__main__":
    if len(sys.argv) not in (6, 7) or sys.argv[5] not in ("on", "off"):
        sys.exit(__doc__.strip())
    main(*map(int, sys.argv[1:5]), sys.argv[5] == "on", sys.argv[6:] == ["channels-last"])
