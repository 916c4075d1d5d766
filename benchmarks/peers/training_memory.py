"""The most memory of a PyTorch process that trains on all of CIFAR-100 for some steps; bytes stay bytes until a batch is made, as on our side.

usage: training_memory.py FOLDER NETWORK BATCH THREADS STEPS
"""
import os
import sys

import numpy
import torch
from torch.nn import functional

from networks import NETWORKS
from optimizers import optimizer_of
from timed import peak_megabytes, tell
from train_step import augmented, normalized


def main(folder, name, batch, threads, steps):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    records = numpy.fromfile(os.path.join(folder, "train.bin"), dtype=numpy.uint8).reshape(-1, 3074)
    labels = torch.from_numpy(records[:, 1].astype(numpy.int64))
    table = torch.from_numpy(numpy.ascontiguousarray(records[:, 2:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)).reshape(-1, 3))
    del records
    network = NETWORKS[name](1)
    if hasattr(network, "prepare"):
        with torch.no_grad():
            network.prepare(normalized(table[:5000 * 1024].view(-1, 32, 32, 3).permute(0, 3, 1, 2), torch.contiguous_format))
    optimizer = optimizer_of(name, network)
    order = torch.randperm(len(labels))
    for step in range(steps):
        index = order[(step * batch) % (len(order) - batch):][:batch]
        images = normalized(augmented(table, index), torch.contiguous_format)
        loss = functional.cross_entropy(network(images), labels[index], label_smoothing=0.1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss.item()
    tell(peak_megabytes())


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
