"""A part of an epoch on CIFAR-100 with flips, crops and cutout by torchvision in a DataLoader with two workers, from bytes in memory.

usage: augmented.py FOLDER NETWORK|none BATCH THREADS WARM-UP-STEPS STEPS      none: batches are made and let go
"""
import os
import sys
import time

import numpy
import torch
from PIL import Image
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from networks import NETWORKS
from optimizers import optimizer_of
from timed import tell

WORKERS = 2


class Records(Dataset):
    """As torchvision's own CIFAR100 does it: bytes in memory, a PIL image for the transforms."""

    def __init__(self, folder, count):
        records = numpy.fromfile(os.path.join(folder, "train.bin"), dtype=numpy.uint8, count=count * 3074).reshape(-1, 3074)
        self.labels = records[:, 1].astype(numpy.int64)
        self.images = numpy.ascontiguousarray(records[:, 2:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
        self.transform = transforms.Compose([
            transforms.RandomHorizontalFlip(), transforms.RandomCrop(32, padding=4, padding_mode="reflect"), transforms.ToTensor(),
            transforms.Normalize([0.5071, 0.4865, 0.4409], [0.2673, 0.2564, 0.2762]),
            transforms.RandomErasing(p=1, scale=(1 / 16, 1 / 16), ratio=(1, 1))])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.transform(Image.fromarray(self.images[index])), int(self.labels[index])


def main(folder, name, batch, threads, warm_up, steps):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = NETWORKS[name](1) if name != "none" else None
    optimizer = optimizer_of(name, network) if network else None
    loader = DataLoader(Records(folder, (warm_up + steps) * batch), batch_size=batch, shuffle=True, drop_last=True, num_workers=WORKERS)
    for step, (images, labels) in enumerate(loader):
        if network:
            loss = functional.cross_entropy(network(images), labels, label_smoothing=0.1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            loss.item()
        if step == warm_up - 1:
            start = time.perf_counter()
    tell(steps * batch / (time.perf_counter() - start))


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:3], *map(int, sys.argv[3:]))
