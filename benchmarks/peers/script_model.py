"""simple-cnn with sharpening and normalisation in front and a softmax behind, as TorchScript: what our model file does, for PyTorch. Its weights are random.

usage: script_model.py FILE
"""
import sys

import torch
from torch import nn
from torch.nn import functional

from networks import simple_cnn


class PixelsToProbabilities(nn.Module):
    def __init__(self):
        super().__init__()
        binomial = torch.tensor([1.0, 4, 6, 4, 1])
        kernel = -torch.outer(binomial, binomial) / 256
        kernel[2, 2] += 2
        self.register_buffer("kernel", kernel.expand(3, 1, 5, 5).contiguous())
        self.network = simple_cnn(1)

    def forward(self, pixels):
        sharp = functional.conv2d(functional.pad(pixels, [2, 2, 2, 2], mode="reflect"), self.kernel, groups=3).round().clamp(0, 255)
        return self.network((sharp - 127.5) / 127.5).softmax(1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    torch.manual_seed(1)
    torch.jit.script(PixelsToProbabilities().eval()).save(sys.argv[1])
