"""The ResNet of omar-mohamed/Object-Classification-CIFAR-100 in PyTorch, in evaluation mode (where its DropBlock does nothing).

Written from a description of the network, to compare MlNetCifar's dropblock-resnet with: same order of parameters and running statistics.
"""
import torch
from torch import nn


class Pair(nn.Module):
    """Batch norm, ReLU, convolution, twice."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(inputs, eps=1e-5, momentum=0.003)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs, eps=1e-5, momentum=0.003)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)

    def forward(self, x):
        x = self.conv1(torch.relu(self.norm1(x)))
        return self.conv2(torch.relu(self.norm2(x)))


class Block(nn.Module):
    """Two pairs; the skip goes over the second one only."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = Pair(inputs, outputs)
        self.second = Pair(outputs, outputs)

    def forward(self, x):
        first = torch.relu(self.first(x))
        x = torch.relu(first + self.second(first))
        # TensorFlow's SAME padding of a 3x3 window with stride 2 on even sides: one row below, one column to the right.
        x = nn.functional.pad(x, (0, 1, 0, 1), value=float("-inf"))
        return nn.functional.max_pool2d(x, 3, 2)


class DropBlockResNet(nn.Module):
    def __init__(self, classes=100, side=32, width=1.0):
        super().__init__()
        channels = [3] + [round(c * width) for c in (128, 256, 512, 1024)]
        hidden = round(4096 * width)
        self.blocks = nn.Sequential(*[Block(a, b) for a, b in zip(channels, channels[1:])])
        features = channels[-1] * (side // 16) ** 2
        layers = []
        for inputs, outputs in ((features, hidden), (hidden, hidden), (hidden, classes)):
            layers += [nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs, eps=1e-5, momentum=0.003), nn.ReLU()]
        self.head = nn.Sequential(*layers[:-1])  # batch norm behind the logits too, but no ReLU

    def forward(self, x):
        return self.head(self.blocks(x).flatten(1))
