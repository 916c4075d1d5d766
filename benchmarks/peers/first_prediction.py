"""What is on a picture, by a TorchScript model: the counterpart of samples/ConsolePrediction.

usage: first_prediction.py MODEL PICTURE
"""
import sys

import numpy
import torch
from PIL import Image


def main(model, picture):
    network = torch.jit.load(model)
    pixels = numpy.array(Image.open(picture).convert("RGB").resize((32, 32)))
    with torch.no_grad():
        probabilities = network(torch.from_numpy(pixels).permute(2, 0, 1).unsqueeze(0).float())[0]
    for probability, index in zip(*probabilities.topk(5)):
        print(f"{100 * probability:6.1f} %  {int(index)}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
