"""A whole training of speed-net by the recipe of Cifar.Models in PyTorch: the same optimiser, course of the rate, image sizes, flips and shifts.

usage: time_to_accuracy.py FOLDER EPOCHS THREADS SEED [channels-last]      FOLDER has CIFAR-100's train.bin; a tenth of it is held out
"""
import os
import sys
import time

import numpy
import torch
from torch.nn import functional

from networks import NETWORKS, compute_in_bfloat16
from optimizers import Muon
from timed import tell
from train_step import SHIFT, SIDE, normalized

BATCH, PEAK_RATE, PEAK_SHARE, FINAL_SHARE, SMOOTHING = 512, 0.1, 0.23, 0.07, 0.2
SIZES = ((0.45, 20), (0.75, 24))


def rate_at(share):
    """Up to the peak in straight lines, and down again."""
    factor = share / PEAK_SHARE if share < PEAK_SHARE else 1 - (1 - FINAL_SHARE) * (share - PEAK_SHARE) / (1 - PEAK_SHARE)
    return PEAK_RATE * max(1e-3, factor)


def augmented(table, index, mirrored):
    count = len(index)
    rows = torch.arange(SIDE) + torch.randint(-SHIFT, SHIFT + 1, (count, 1))
    columns = torch.arange(SIDE).expand(count, SIDE)
    columns = torch.where(mirrored, SIDE - 1 - columns, columns) + torch.randint(-SHIFT, SHIFT + 1, (count, 1))
    rows, columns = (SIDE - 1 - (SIDE - 1 - at.abs()).abs() for at in (rows, columns))
    addresses = ((index * SIDE)[:, None, None] + rows[:, :, None]) * SIDE + columns[:, None, :]
    return table.index_select(0, addresses.flatten()).view(count, SIDE, SIDE, 3).permute(0, 3, 1, 2)


def accuracy_on(network, table, labels, held_out, layout):
    network.eval()
    correct = 0
    with torch.no_grad():
        for index in held_out.split(BATCH):
            images = table.view(-1, SIDE, SIDE, 3)[index].permute(0, 3, 1, 2)
            correct += (network(normalized(images, layout)).argmax(1) == labels[index]).sum().item()
    network.train()
    return correct / len(held_out)


def train(table, labels, epochs, layout):
    order = torch.randperm(len(labels))
    held_out, training = order[:len(labels) // 10], order[len(labels) // 10:]
    mirrored_first = torch.rand(len(labels), 1) < 0.5
    network = NETWORKS["speed-net"](1)
    with torch.no_grad():
        network.prepare(normalized(table.view(-1, SIDE, SIDE, 3)[training[:5000]].permute(0, 3, 1, 2), torch.contiguous_format))
    network = network.to(memory_format=layout)
    with open("/proc/cpuinfo", encoding="ascii") as processor:
        if "avx512_bf16" in processor.read():  # where ours computes in bfloat16 too
            compute_in_bfloat16(network)
    optimizer = Muon(network)
    steps = len(training) // BATCH
    for epoch in range(epochs):
        order = training[torch.randperm(len(training))]
        mirrored = mirrored_first if epoch % 2 == 0 else ~mirrored_first
        for step in range(steps):
            share = (epoch * steps + step) / (epochs * steps)
            optimizer.RATE = rate_at(share)
            biases, head = optimizer.rest.param_groups
            biases["lr"], head["lr"] = 0.5 * optimizer.RATE, 6.7 * optimizer.RATE
            index = order[step * BATCH:(step + 1) * BATCH]
            images = normalized(augmented(table, index, mirrored[index]), layout)
            side = next((size for until, size in SIZES if share < until), SIDE)
            if side < SIDE:
                images = functional.interpolate(images, (side, side), mode="bilinear", antialias=True)
            loss = functional.cross_entropy(network(images), labels[index], label_smoothing=SMOOTHING)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            loss.item()
        accuracy = accuracy_on(network, table, labels, held_out, layout)
        print(f"epoch {epoch + 1}: {accuracy:.4f}", file=sys.stderr, flush=True)
    return accuracy


def main(folder, epochs, threads, seed, layout=None):
    torch.set_num_threads(int(threads))
    torch.manual_seed(int(seed))
    records = numpy.fromfile(os.path.join(folder, "train.bin"), dtype=numpy.uint8).reshape(-1, 3074)
    labels = torch.from_numpy(records[:, 1].astype(numpy.int64))
    table = torch.from_numpy(numpy.ascontiguousarray(records[:, 2:].reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)).reshape(-1, 3))
    start = time.perf_counter()
    accuracy = train(table, labels, int(epochs), torch.channels_last if layout else torch.contiguous_format)
    tell(time.perf_counter() - start, Accuracy=accuracy)


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6) or sys.argv[5:] not in ([], ["channels-last"]):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
