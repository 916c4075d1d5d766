#!/usr/bin/python3
"""Makes Cifar.Pipelines.Tests/Fixtures/networks/networks.json: sizes and outputs of networks, from PyTorch and torchvision.

    /usr/bin/python3 benchmarks/peers/make_network_fixtures.py                 # writes the file
    /usr/bin/python3 benchmarks/peers/make_network_fixtures.py --width 1       # prints logits of the full dropblock-resnet, for a comparison by hand

Needs Debian's python3-torch and python3-torchvision. Weights are not stored: both sides compute them by the same formula (see `fill`).
"""
import argparse
import json
import math
import pathlib

import torch
import torchvision
from torch import nn

from dropblock_resnet import DropBlockResNet

FILE = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "networks" / "networks.json"
WIDTH = 0.0625


def formula(count, salt):
    """Numbers from -1 to 1 that are the same in every language: whole numbers below 2^53, then one division."""
    j = torch.arange(count, dtype=torch.int64)
    return ((j * 7919 + salt * 104729 + (j * j) % 10007 * 31) % 2001 - 1000).to(torch.float64) / 1000


def fill(network):
    with torch.no_grad():
        for i, p in enumerate(network.parameters()):
            values = formula(p.numel(), i + 1)
            if p.dim() > 1:
                values = values * math.sqrt(3 / (p.numel() // p.shape[0]))
            else:
                values = 1 + values / 4
            p.copy_(values.to(torch.float32).reshape(p.shape))
        for i, b in enumerate(b for b in network.buffers() if b.is_floating_point()):
            values = formula(b.numel(), 1000 + i)
            # Running means, then running variances, one after the other.
            values = values / 4 if i % 2 == 0 else 1 + values / 2
            b.copy_(values.to(torch.float32))


def macs(network, side=32):
    """Multiply-adds of convolutions and linear layers, counted while one image runs."""
    total = 0

    def count(layer, inputs, output):
        nonlocal total
        if isinstance(layer, nn.Conv2d):
            total += output[0].numel() * layer.in_channels // layer.groups * layer.kernel_size[0] * layer.kernel_size[1]
        elif isinstance(layer, nn.Linear):
            total += output[0].numel() * layer.in_features

    hooks = [m.register_forward_hook(count) for m in network.modules()]
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, 3, side, side))
    for h in hooks:
        h.remove()
    return total


def small_stem(network):
    network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    network.maxpool = nn.Identity()
    return network


def conv_net(kernels, channels, separable):
    layers, inputs = [], 3
    for k, outputs in zip(kernels, channels):
        layers.append(nn.BatchNorm2d(inputs))
        if separable:
            layers += [nn.Conv2d(inputs, inputs, k, padding=k // 2, groups=inputs, bias=False), nn.Conv2d(inputs, outputs, 1, bias=False)]
        else:
            layers.append(nn.Conv2d(inputs, outputs, k, padding=k // 2, bias=False))
        layers += [nn.MaxPool2d(2), nn.BatchNorm2d(outputs), nn.ReLU()]
        inputs = outputs
    layers.append(nn.Flatten())
    for a, b in ((2048, 2048), (2048, 2048), (2048, 100)):
        layers += [nn.Linear(a, b, bias=False), nn.BatchNorm1d(b)]
    return nn.Sequential(*layers)


def plain(convolutions, hidden):
    """Convolutions with biases; 'M' halves the map."""
    layers, inputs, side = [], 3, 32
    for c in convolutions:
        if c == "M":
            layers.append(nn.MaxPool2d(2))
            side //= 2
        else:
            layers += [nn.Conv2d(inputs, c, 3, padding=1), nn.ReLU()]
            inputs = c
    layers.append(nn.Flatten())
    features = inputs * side * side
    for h in hidden:
        layers += [nn.Linear(features, h), nn.ReLU()]
        features = h
    return nn.Sequential(*layers[:-1])


class WideBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(outputs), nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if inputs != outputs or stride != 1 else None

    def forward(self, x):
        active = torch.relu(self.norm1(x))
        straight = x if self.shortcut is None else self.shortcut(active)
        return straight + self.conv2(torch.relu(self.norm2(self.conv1(active))))


def wide(depth, widening):
    layers, inputs = [nn.Conv2d(3, 16, 3, padding=1, bias=False)], 16
    for group in range(3):
        outputs = 16 * 2**group * widening
        for i in range((depth - 4) // 6):
            layers.append(WideBlock(inputs, outputs, 2 if group and not i else 1))
            inputs = outputs
    layers += [nn.BatchNorm2d(inputs), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 100)]
    return nn.Sequential(*layers)


def networks():
    yield "simple-cnn", plain([32, "M", 64, "M", 128, "M"], [512, 100])
    yield "three-conv-cnn", plain([32, "M", 64, "M", 128, "M"], [256, 100])
    yield "vanilla-cnn", conv_net([7, 5, 3, 3], [64, 128, 256, 512], separable=False)
    yield "depthwise-cnn", conv_net([7, 5, 3, 3], [64, 128, 256, 512], separable=True)
    yield "dropblock-resnet", DropBlockResNet()
    yield "six-conv-cnn", plain([128, 128, "M", 256, 256, "M", 512, 512, "M"], [1000, 1000, 100])
    for depth in (18, 34, 50):
        yield f"resnet{depth}", small_stem(getattr(torchvision.models, f"resnet{depth}")(num_classes=100))
    yield "wrn-16-4", wide(16, 4)
    yield "wrn-28-10", wide(28, 10)
    yield "efficientnet-b0", torchvision.models.efficientnet_b0(num_classes=100)
    yield "vgg16", torchvision.models.vgg16(num_classes=100)


def dropblock_logits(width):
    network = DropBlockResNet(width=width)
    fill(network)
    network.eval()
    with torch.no_grad():
        return network(formula(3 * 3 * 32 * 32, 77).to(torch.float32).reshape(3, 3, 32, 32))


def published(network, side):
    """torchvision's names and shapes, in order, and what the network with weights by the formula makes of two images."""
    fill(network)
    network.eval()
    with torch.no_grad():
        logits = network(formula(2 * 3 * side * side, 77).to(torch.float32).reshape(2, 3, side, side))
    entries = [(name, p) for name, p in network.named_parameters()] + [(name, b) for name, b in network.named_buffers() if b.is_floating_point()]
    return {
        "count": sum(p.numel() for p in network.parameters()),
        "tensors": [" ".join([name, *map(str, value.shape)]) for name, value in entries],
        "side": side,
        "logits": [round(value, 7) for value in logits[:, ::50].flatten().tolist()],
    }


def hierarchical():
    """P(class) = P(superclass) * P(class | superclass) for 3 images, 7 classes of 3 superclasses, and the gradient of a cross-entropy."""
    coarse_of_fine = [2, 0, 1, 1, 0, 1, 0]
    outputs = (6 * formula(3 * 10, 5)).to(torch.float32).reshape(3, 10).requires_grad_()
    fine, coarse = outputs[:, :7], torch.log_softmax(outputs[:, 7:], 1)
    columns = []
    for i, superclass in enumerate(coarse_of_fine):
        members = [j for j, other in enumerate(coarse_of_fine) if other == superclass]
        columns.append(coarse[:, superclass] + fine[:, i] - torch.logsumexp(fine[:, members], 1))
    log_probabilities = torch.stack(columns, 1)
    nn.functional.cross_entropy(log_probabilities, torch.tensor([0, 3, 6])).backward()
    return {
        "coarseOfFine": coarse_of_fine,
        "outputs": outputs.detach().flatten().tolist(),
        "logProbabilities": log_probabilities.detach().flatten().tolist(),
        "coarse": torch.softmax(outputs[:, 7:], 1).detach().flatten().tolist(),
        "labels": [0, 3, 6],
        "gradient": outputs.grad.flatten().tolist(),
    }


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--width", type=float)
    width = options.parse_args().width
    if width is not None:
        print(json.dumps(dropblock_logits(width)[0].tolist()))
        return

    sizes = {name: {"parameters": sum(p.numel() for p in net.parameters()), "multiplyAdds": macs(net)} for name, net in networks()}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps({
        "sizes": sizes,
        "dropBlockResNet": {"width": WIDTH, "logits": dropblock_logits(WIDTH).flatten().tolist()},
        "hierarchical": hierarchical(),
        "published": {
            "efficientnet-b0": published(torchvision.models.efficientnet_b0(), 64),
            "vgg16": published(torchvision.models.vgg16(), 64),
        },
    }, indent=1) + "\n")
    for name, size in sizes.items():
        print(f"{name:18} {size['parameters']:>12,} parameters {size['multiplyAdds']:>15,} multiply-adds")


main()
