#!/usr/bin/env python3
"""Writes what PyTorch's optimisers and schedulers compute, and a transcription of Muon, for Cifar.Pipelines.Tests/Models/Optimization to compare with.

    /usr/bin/python3 benchmarks/peers/make_optimizer_fixtures.py      (torch 1.13 or later)
"""
import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "optimization"
STEPS = 20
SHAPES = {"conv.weight": (4, 2, 3, 3), "wide.weight": (6, 4, 1, 1), "tall.weight": (8, 4), "twin.weight": (8, 4), "norm.weight": (4,), "norm.bias": (4,), "head.weight": (3, 8)}
KINDS = {"norm.weight": "Normalization", "norm.bias": "Bias", "head.weight": "Head"}


def kind(name):
    return KINDS.get(name, "Matrix")


def fresh():
    """Weights and targets that a test makes again from the same formula."""
    weights, targets = {}, {}
    for number, (name, shape) in enumerate(SHAPES.items()):
        count = int(torch.tensor(shape).prod())
        angles = torch.arange(count, dtype=torch.float64)
        weights[name] = torch.sin(angles * 0.7 + number).float().reshape(shape).requires_grad_()
        targets[name] = torch.cos(angles * 1.3 + 2 * number).float().reshape(shape)
    return weights, targets


def loss_of(weights, targets):
    """Quadratic with a cubic part, so that gradients change from step to step."""
    return sum((((weights[name] - targets[name]) ** 2).sum() + 0.1 * (weights[name] ** 3).sum()) for name in weights)


def groups(weights, rate, bias=1.0, head=1.0, decay=0.0, decay_norm=False):
    result = []
    for name, weight in weights.items():
        factor = {"Matrix": 1, "Head": head}.get(kind(name), bias)
        own = decay if decay_norm or kind(name) in ("Matrix", "Head") else 0
        result.append(dict(params=[weight], lr=rate * factor, weight_decay=own))
    return result


def newton_schulz(gradient, steps):
    """Jordan's quintic, https://kellerjordan.github.io/posts/muon/."""
    x = gradient.reshape(len(gradient), -1)
    x = x / (x.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    if tall:
        x = x.T
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return (x.T if tall else x).reshape(gradient.shape)


class Muon:
    def __init__(self, weights, rate, momentum, steps, normalize, decay):
        self.weights = [weight for name, weight in weights.items() if kind(name) == "Matrix"]
        self.running = [torch.zeros_like(weight) for weight in self.weights]
        self.rate, self.momentum, self.steps, self.normalize, self.decay = rate, momentum, steps, normalize, decay

    @torch.no_grad()
    def step(self):
        for weight, running in zip(self.weights, self.running):
            running.mul_(self.momentum).add_(weight.grad)
            step = newton_schulz(weight.grad + self.momentum * running, self.steps)
            if self.normalize:
                weight.mul_(len(weight) ** 0.5 / weight.norm())
            else:
                weight.mul_(1 - self.rate * self.decay)
            weight.sub_(self.rate * step)


def run(make, clip=None, lookahead=None):
    weights, targets = fresh()
    optimizers = make(weights)
    slow = {name: weight.detach().clone() for name, weight in weights.items()}
    norm = None
    for step in range(STEPS):
        for weight in weights.values():
            weight.grad = None
        loss_of(weights, targets).backward()
        if clip:
            norm = float(torch.nn.utils.clip_grad_norm_(list(weights.values()), clip))
        for optimizer in optimizers:
            optimizer.step()
        if lookahead and (step + 1) % lookahead[0] == 0:
            with torch.no_grad():
                for name, weight in weights.items():
                    slow[name] += lookahead[1] * (weight - slow[name])
                    weight.copy_(slow[name])
    result = {name: [round(v, 9) for v in weight.detach().reshape(-1).tolist()] for name, weight in weights.items()}
    return {"weights": result, "norm": norm}


def rest(weights):
    return {name: weight for name, weight in weights.items() if kind(name) != "Matrix"}


def muon(rate, momentum, steps, normalize, decay, bias, head, sgd_momentum):
    def make(weights):
        others = groups(rest(weights), rate, bias, head)
        return [Muon(weights, rate, momentum, steps, normalize, decay), torch.optim.SGD(others, lr=rate, momentum=sgd_momentum, nesterov=True)]
    return make


def optimizers():
    o = torch.optim
    return {
        "sgd": run(lambda w: [o.SGD(groups(w, 0.01), lr=0.01, momentum=0.9, nesterov=True)]),
        "sgd-decay": run(lambda w: [o.SGD(groups(w, 0.01, decay=0.02), lr=0.01, momentum=0.9, nesterov=True)]),
        "sgd-decay-all-rates": run(lambda w: [o.SGD(groups(w, 0.01, 2.0, 0.5, 0.02, True), lr=0.01, momentum=0.8, nesterov=True)]),
        "sgd-clip": run(lambda w: [o.SGD(groups(w, 0.01), lr=0.01, momentum=0.9, nesterov=True)], clip=5.0),
        "adam": run(lambda w: [o.Adam(groups(w, 0.01, decay=0.02), lr=0.01)]),
        "adamw": run(lambda w: [o.AdamW(groups(w, 0.01, decay=0.05), lr=0.01)]),
        "adamw-all-rates": run(lambda w: [o.AdamW(groups(w, 0.01, 2.0, 0.5, 0.05, True), lr=0.01, betas=(0.8, 0.99))]),
        "adamw-lookahead": run(lambda w: [o.AdamW(groups(w, 0.01), lr=0.01)], lookahead=(6, 0.8)),
        "muon": run(muon(0.02, 0.6, 3, True, 0, 2.65, 0.5, 0.85)),
        "muon-plain": run(muon(0.02, 0.9, 5, False, 0, 1, 1, 0.9)),
    }


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


def plateau(losses, **settings):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
    result = []
    for loss in losses:
        scheduler.step(loss)
        result.append(optimizer.param_groups[0]["lr"])
    return {"losses": losses, "rates": result}


def schedules():
    s = torch.optim.lr_scheduler
    losses = [3, 2.5, 2.5, 2.49999, 2.6, 2.4, 2.45, 2.42, 2.41, 2.43, 2.44, 2.5, 2.6, 2.7, 2.3, 2.31, 2.32, 2.33, 2.34, 2.35]
    return {
        "one-cycle": rates(lambda o: s.OneCycleLR(o, 1.0, total_steps=40), 40),
        "one-cycle-early": rates(lambda o: s.OneCycleLR(o, 1.0, total_steps=40, pct_start=0.1), 40),
        "cosine": rates(lambda o: s.CosineAnnealingLR(o, 40), 40),
        "cosine-floor": rates(lambda o: s.CosineAnnealingLR(o, 40, eta_min=0.1), 40),
        "linear": rates(lambda o: s.LinearLR(o, 1.0, 0.2, 40), 40),
        "step": rates(lambda o: s.StepLR(o, 12, gamma=0.3), 40),
        "exponential": [rate for rate in rates(lambda o: s.ExponentialLR(o, 0.98), 10) for _ in range(4)],
        "plateau": plateau(losses, factor=0.5, patience=2, min_lr=0.2),
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    for name, content in (("optimizers", optimizers()), ("schedules", schedules())):
        (FOLDER / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
