"""The networks of benchmarks/training_speed.sh in PyTorch: the layers, sizes and starting states of Cifar.Models.Networks."""
import torch
from torch import nn
from torch.nn import functional

CLASSES = 100


def simple_cnn(width):
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Dropout(0.1),
        nn.Conv2d(64, 128, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(),
        nn.Linear(128 * 4 * 4, 512), nn.ReLU(inplace=True), nn.Dropout(0.5),
        nn.Linear(512, CLASSES))


class SpeedNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 24, 2)
        self.stem.weight.requires_grad = False
        nn.init.zeros_(self.stem.bias)
        self.body = nn.Sequential(nn.SiLU(), self.group(24, 64), self.group(64, 256), self.group(256, 512))
        self.head = nn.Linear(512, CLASSES, bias=False)

    @staticmethod
    def group(inputs, outputs):
        layers = [
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4), nn.SiLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4), nn.SiLU()]
        for layer in layers:
            if isinstance(layer, nn.Conv2d):
                nn.init.dirac_(layer.weight[:layer.in_channels])
            elif isinstance(layer, nn.BatchNorm2d):
                layer.weight.requires_grad = False
        return nn.Sequential(*layers)

    @torch.no_grad()
    def prepare(self, images):
        """Filters of the stem that take from patches what correlates in them."""
        patches = images.unfold(2, 2, 1).unfold(3, 2, 1).permute(0, 2, 3, 1, 4, 5).reshape(-1, 12)
        variances, directions = torch.linalg.eigh(patches.T @ patches / len(patches))
        filters = (directions / (variances + 5e-4).sqrt()).T.flip(0).reshape(12, 3, 2, 2)
        self.stem.weight.copy_(torch.cat([filters, -filters]))

    def forward(self, x):
        return self.head(self.body(self.stem(x)).amax((2, 3))) / 9


class Block(nn.Module):
    """dropblock_resnet.Block, with pooling and activations as one writes them for speed. DropBlock keeps everything in the first epoch, so it is left out."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.second = self.pair(inputs, outputs), self.pair(outputs, outputs)

    @staticmethod
    def pair(inputs, outputs):
        return nn.Sequential(
            nn.BatchNorm2d(inputs, momentum=0.003), nn.ReLU(inplace=True), nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs, momentum=0.003), nn.ReLU(inplace=True), nn.Conv2d(outputs, outputs, 3, padding=1, bias=False))

    def forward(self, x):
        first = functional.relu_(self.first(x))
        return functional.max_pool2d(functional.relu_(first + self.second(first)), 3, 2, ceil_mode=True)


def dropblock_resnet(width):
    channels = [3] + [round(c * width) for c in (128, 256, 512, 1024)]
    hidden = round(4096 * width)
    head = [nn.Flatten()]
    for inputs in (channels[-1] * 2 * 2, hidden):
        head += [nn.Linear(inputs, hidden, bias=False), nn.BatchNorm1d(hidden, momentum=0.003), nn.ReLU(inplace=True), nn.Dropout(0.5)]
    head += [nn.Linear(hidden, CLASSES, bias=False), nn.BatchNorm1d(CLASSES, momentum=0.003)]
    return nn.Sequential(*[Block(a, b) for a, b in zip(channels, channels[1:])], *head)


def resnet18(width):
    import torchvision  # here alone: importing it takes a second
    network = torchvision.models.resnet18(num_classes=CLASSES)
    network.conv1 = nn.Conv2d(3, 64, 3, padding=1, bias=False)
    network.maxpool = nn.Identity()
    return network


NETWORKS = {"simple-cnn": simple_cnn, "speed-net": lambda width: SpeedNet(), "dropblock-resnet": dropblock_resnet, "resnet18": resnet18}


def compute_in_bfloat16(network):
    """Convolutions and linear layers but the first and the last compute in bfloat16; weights and their gradients stay float32."""
    layers = [layer for layer in network.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))]
    for layer in layers[1:-1]:
        layer.forward = reduced(layer)
    layers[-1].register_forward_pre_hook(lambda _, inputs: (inputs[0].float(),))


def reduced(layer):
    def forward(x):
        x, weight = x.to(torch.bfloat16), layer.weight.to(torch.bfloat16)
        bias = None if layer.bias is None else layer.bias.to(torch.bfloat16)
        return layer._conv_forward(x, weight, bias) if isinstance(layer, nn.Conv2d) else functional.linear(x, weight, bias)
    return forward
