"""The optimisers of benchmarks/training_speed.sh in PyTorch: what the recipes of Cifar.Models.Networks name."""
import torch
from torch import nn


def adamw(network):
    return torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05)


class Muon:
    """Orthogonalised momentum (https://kellerjordan.github.io/posts/muon/) for convolutions, SGD with Nesterov's momentum for all else.

    The Newton-Schulz iteration is rearranged to square matrices of the shorter side, as in Cifar.Models: for these shapes half the published form's work.
    """
    RATE, MOMENTUM, ITERATIONS = 1e-2, 0.6, 3

    def __init__(self, network):
        trained = [weight for weight in network.parameters() if weight.requires_grad]
        head = [layer for layer in network.modules() if isinstance(layer, nn.Linear)][-1].weight
        self.matrices = [weight for weight in trained if weight.dim() > 1 and weight is not head]
        self.running = [torch.zeros_like(weight) for weight in self.matrices]
        self.rest = torch.optim.SGD(
            [{"params": [weight for weight in trained if weight.dim() == 1], "lr": self.RATE * 0.5}, {"params": [head], "lr": self.RATE * 6.7}],
            lr=self.RATE, momentum=0.85, nesterov=True)

    def zero_grad(self, set_to_none):
        for weight in self.matrices:
            weight.grad = None
        self.rest.zero_grad(set_to_none=set_to_none)

    @torch.no_grad()
    def step(self):
        for weight, running in zip(self.matrices, self.running):
            running.mul_(self.MOMENTUM).add_(weight.grad)
            step = orthogonal(weight.grad.add(running, alpha=self.MOMENTUM).flatten(1), self.ITERATIONS)
            weight.mul_(len(weight) ** 0.5 / (weight.norm() + 1e-12))
            weight.add_(step.reshape(weight.shape), alpha=-self.RATE)
        self.rest.step()


def orthogonal(matrix, iterations):
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.T if tall else matrix
    x = x / (x.norm() + 1e-7)
    gram, product = x @ x.T, None
    identity = torch.eye(len(gram))
    for i in range(iterations):
        factor = 3.4445 * identity - 4.7750 * gram + 2.0315 * (gram @ gram)
        product = factor if product is None else factor @ product
        if i < iterations - 1:
            gram = factor @ gram @ factor
    x = product @ x
    return x.T if tall else x


OPTIMIZERS = {"speed-net": Muon}


def optimizer_of(name, network):
    return OPTIMIZERS.get(name, adamw)(network)
