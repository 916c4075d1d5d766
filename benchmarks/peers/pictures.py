"""A folder of photographs through torchvision: ImageFolder, Resize (bilinear, antialiased), CenterCrop, ToTensor, Normalize, in a DataLoader.

usage: pictures.py FOLDER SIDE WORKERS
"""
import sys

import torch
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

from timed import seconds, tell

BATCH = 64


def read(pictures, workers):
    loader = DataLoader(pictures, batch_size=BATCH, num_workers=workers)
    count = sum(len(images) for images, _ in loader)
    if count != len(pictures):
        raise ValueError(f"{count} of {len(pictures)} pictures were read")


def main(folder, side, workers):
    torch.set_num_threads(1)
    pictures = datasets.ImageFolder(folder, transforms.Compose([
        transforms.Resize(int(side)), transforms.CenterCrop(int(side)), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]))
    read(Subset(pictures, range(2 * BATCH)), int(workers))
    tell(len(pictures) / seconds(lambda: read(pictures, int(workers))))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
