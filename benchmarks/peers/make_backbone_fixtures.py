"""Writes torchvision networks with random weights as ONNX, with what PyTorch makes of two images and the gradients it finds.

    python3 make_backbone_fixtures.py FOLDER NAME...

FOLDER/NAME.onnx          the network, written for one image of 64 x 64 pixels, batch normalisation as it is (not folded)
FOLDER/NAME.json          names and shapes of the gradients, in order
FOLDER/NAME.bin           float32: input [2, 3, 64, 64], output, and the gradients of sum(output * cos(index)) by the input and by the weights

The weights are random, so are the running statistics; nothing is downloaded. Needs python3-torchvision.
"""
import json
import os
import sys

import numpy
import torch
import torchvision

SIZE = 64


class Convolutions(torch.nn.Module):
    """VGG16 without its fully connected layers."""

    def __init__(self):
        super().__init__()
        self.features = torchvision.models.vgg16(weights=None).features

    def forward(self, x):
        return self.features(x)


NETWORKS = {
    "vgg16": Convolutions,
    "resnet18": lambda: torchvision.models.resnet18(weights=None),
    "resnet50": lambda: torchvision.models.resnet50(weights=None),
    "mobilenet_v2": lambda: torchvision.models.mobilenet_v2(weights=None),
    "mobilenet_v3_large": lambda: torchvision.models.mobilenet_v3_large(weights=None),
    "efficientnet_b0": lambda: torchvision.models.efficientnet_b0(weights=None),
}


def write(folder, name):
    torch.manual_seed(len(name))
    network = NETWORKS[name]().eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.weight.data.uniform_(0.8, 1.2)
            module.bias.data.uniform_(-0.1, 0.1)
            module.running_mean.uniform_(-0.1, 0.1)
            module.running_var.uniform_(0.5, 1.5)

    images = torch.rand(2, 3, SIZE, SIZE) * 2 - 1
    torch.onnx.export(
        network, images[:1], os.path.join(folder, name + ".onnx"), opset_version=13, input_names=["input"], output_names=["output"],
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, keep_initializers_as_inputs=False)

    images.requires_grad_()
    output = network(images)
    loss = (output * torch.cos(torch.arange(output.numel(), dtype=torch.float32)).reshape(output.shape)).sum()
    loss.backward()

    # The first weights, and some of all depths.
    weights = [(key, value) for key, value in network.named_parameters() if value.dim() > 1 and value.numel() < 200_000]
    chosen = weights[::max(1, len(weights) // 8)]
    parts = [("input", images.detach()), ("output", output.detach()), ("input.grad", images.grad)] + [(key, value.grad) for key, value in chosen]
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump([{"name": key, "shape": list(value.shape)} for key, value in parts], file)
    numpy.concatenate([value.numpy().astype("<f4").ravel() for _, value in parts]).tofile(os.path.join(folder, name + ".bin"))


if __name__ == "__main__":
    for network_name in sys.argv[2:]:
        write(sys.argv[1], network_name)
