#!/usr/bin/env python3
"""Writes what PyTorch computes, for Cifar.Pipelines.Tests/Torch to compare with.

    /usr/bin/python3 benchmarks/peers/make_torch_fixtures.py      (torch 1.13 or later)
"""
import json
import math
import pathlib
import struct

import torch
import torch.nn as nn
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "torch"


def plain(value):
    """A tensor as {shape, values}; whole numbers stay whole."""
    value = value.detach()
    if value.dtype == torch.bool:
        value = value.to(torch.int64)
    flat = value.reshape(-1).tolist()
    return {"shape": list(value.shape), "values": [round(v, 9) if isinstance(v, float) and math.isfinite(v) else (v if not isinstance(v, float) else str(v)) for v in flat]}


def write(name, content):
    (FOLDER / name).write_text(json.dumps(content, separators=(",", ":")) + "\n")


def operators():
    torch.manual_seed(1)
    a, b = torch.randn(3, 4), torch.randn(3, 4)
    image = torch.randn(2, 3, 5, 6)
    index = torch.tensor([2, 0, 1])
    columns = torch.tensor([[0, 3], [1, 1], [2, 0]])
    mask = a > 0.3
    theta = torch.tensor([[[0.9, 0.1, 0.2], [-0.2, 1.1, -0.1]], [[1.0, 0.0, 0.0], [0.0, -1.0, 0.3]]])
    cases = {
        "add": a + b, "sub_scalar": 1 - a, "div_scalar": 2 / (a.abs() + 1), "remainder": torch.remainder(a, 0.7), "pow": a.abs().pow(1.7),
        "exp": a.exp(), "log1p": a.abs().log1p(), "sqrt": a.abs().sqrt(), "rsqrt": (a.abs() + 1).rsqrt(), "erf": a.erf(), "round": (a * 10).round(),
        "clamp": a.clamp(-0.5, 0.5), "maximum": torch.maximum(a, b), "where": torch.where(mask, a, b), "lerp": torch.lerp(a, b, 0.3),
        "sum_dim": image.sum(dim=(2, 3)), "mean_dim": image.mean(dim=(0, 2, 3), keepdim=True), "std": image.std(), "std_dim": image.std(dim=(0, 2, 3), unbiased=False),
        "var": image.var(dim=1), "norm": a.norm(), "norm_dim": a.norm(p=1, dim=1), "logsumexp": a.logsumexp(1), "cumsum": a.cumsum(1), "prod": a.prod(1),
        "argmax": a.argmax(1), "max_values": a.max(1)[0], "topk_values": a.topk(2, 1)[0], "topk_indices": a.topk(2, 1)[1], "sort": a.sort(1, descending=True)[0],
        "median": a.median(), "bincount": torch.bincount(torch.tensor([0, 2, 2, 5]), minlength=7),
        "matmul": a @ b.t(), "einsum": torch.einsum("ij,kj->ik", a, b), "outer": torch.outer(a[0], b[1]), "bmm": torch.bmm(image[:, 0], image[:, 1].transpose(1, 2)),
        "softmax": a.softmax(1), "log_softmax": a.log_softmax(1),
        "permute": image.permute(0, 2, 3, 1)[0, 1], "flip": a.flip(1), "roll": a.roll(2, 1), "repeat": a.repeat(1, 2), "narrow": a.narrow(1, 1, 2),
        "index_select": a.index_select(0, index), "gather": a.gather(1, columns), "take_along_dim": torch.take_along_dim(a, columns, 1),
        "scatter": torch.zeros(3, 4).scatter(1, columns, a[:, :2]), "masked_fill": a.masked_fill(mask, -1), "masked_select": a[mask],
        "slice": a[:, 1:3], "step": a[0::2], "ellipsis": image[..., 1], "newaxis": a[:, None, 2], "tensor_index": a[index], "tensor_pair": a[index, torch.tensor([1, 2, 3])],
        "tril": a.tril(), "isnan": torch.isnan(torch.tensor([1.0, float("nan")])), "stack": torch.stack([a, b], 1), "cat": torch.cat([a, b], 1),
        "pad_reflect": F.pad(image, (1, 2, 2, 1), mode="reflect"), "pad_constant": F.pad(a, (1, 1), value=3),
        "bilinear": F.interpolate(image, size=(3, 4), mode="bilinear", align_corners=False), "bilinear_aa": F.interpolate(image, size=(3, 4), mode="bilinear", antialias=True),
        "nearest": F.interpolate(image, scale_factor=2), "bicubic": F.interpolate(image, size=(4, 4), mode="bicubic", align_corners=True),
        "affine": F.grid_sample(image, F.affine_grid(theta, (2, 3, 5, 6), align_corners=False), padding_mode="reflection", align_corners=False),
        "one_hot": F.one_hot(index, 4), "unfold": F.unfold(image[:1], (2, 2), stride=2), "normalize": F.normalize(a), "linspace": torch.linspace(0, 1, 5), "arange": torch.arange(1, 2, 0.25),
    }
    inputs = {"a": a, "b": b, "image": image, "index": index, "columns": columns, "theta": theta}
    write("operators.json", {"inputs": {k: plain(v) for k, v in inputs.items()}, "outputs": {k: plain(v) for k, v in cases.items()}})


def modules():
    torch.manual_seed(2)
    x = torch.randn(2, 4, 6, 6)
    layers = {
        "conv": nn.Conv2d(4, 6, 3, padding=1), "conv_stride_dilation": nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(2, 1), dilation=(2, 1), bias=False),
        "conv_groups": nn.Conv2d(4, 8, 3, groups=4), "conv_same": nn.Conv2d(4, 3, (2, 5), padding="same"), "conv_reflect": nn.Conv2d(4, 3, 3, padding=(1, 2), padding_mode="reflect"),
        "conv_transpose": nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1), "linear": nn.Linear(6, 5), "batch_norm": nn.BatchNorm2d(4), "group_norm": nn.GroupNorm(2, 4),
        "layer_norm": nn.LayerNorm([6, 6]), "max_pool": nn.MaxPool2d(3, 2, 1), "max_pool_ceil": nn.MaxPool2d(2, 4, ceil_mode=True), "avg_pool": nn.AvgPool2d(3, 2, 1, count_include_pad=False),
        "adaptive_avg": nn.AdaptiveAvgPool2d((3, 2)), "adaptive_max": nn.AdaptiveMaxPool2d((3, 2)), "relu6": nn.ReLU6(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU(approximate="tanh"), "silu": nn.SiLU(),
        "mish": nn.Mish(), "hardswish": nn.Hardswish(), "hardsigmoid": nn.Hardsigmoid(), "leaky_relu": nn.LeakyReLU(0.2), "elu": nn.ELU(0.7), "upsample": nn.Upsample(scale_factor=2, mode="bilinear"),
        "reflection_pad": nn.ReflectionPad2d((1, 2, 0, 1)), "zero_pad": nn.ZeroPad2d(1), "softmax": nn.Softmax(1),
    }
    result = {"input": plain(x), "layers": {}}
    for name, layer in layers.items():
        with torch.no_grad():
            for p in layer.parameters():
                p.copy_(torch.randn(p.shape) * 0.3)
        data = x.clone().requires_grad_()
        out = layer(data)
        weights = torch.linspace(-1, 1, out.numel()).view(out.shape)
        (out * weights).sum().backward()
        result["layers"][name] = {"parameters": {k: plain(v) for k, v in layer.named_parameters()}, "output": plain(out), "sum": float(out.double().sum()), "input_gradient": plain(data.grad.sum(dim=(0, 1))),
                                  "gradients": {k: plain(v.grad.reshape(-1)[:8]) for k, v in layer.named_parameters()}, "buffers": {k: plain(v) for k, v in layer.named_buffers()}}
        result["layers"][name]["output"] = plain(out.reshape(-1)[:48])
        result["layers"][name]["shape"] = list(out.shape)
    logits, target = torch.randn(4, 5), torch.tensor([1, 0, 4, 2])
    soft, weight = torch.randn(4, 5).softmax(1), torch.rand(5) + 0.5
    losses = {
        "cross_entropy": lambda z: F.cross_entropy(z, target), "smoothed": lambda z: F.cross_entropy(z, target, label_smoothing=0.1), "weighted": lambda z: F.cross_entropy(z, target, weight, reduction="sum"),
        "soft_targets": lambda z: F.cross_entropy(z, soft), "nll": lambda z: F.nll_loss(z.log_softmax(1), target), "mse": lambda z: F.mse_loss(z, soft), "kl": lambda z: F.kl_div(z.log_softmax(1), soft, reduction="sum"),
        "smooth_l1": lambda z: F.smooth_l1_loss(z, soft, beta=0.5), "bce_logits": lambda z: F.binary_cross_entropy_with_logits(z, soft),
    }
    result["losses"] = {"logits": plain(logits), "target": plain(target), "soft": plain(soft), "weight": plain(weight), "values": {}}
    for name, loss in losses.items():
        z = logits.clone().requires_grad_()
        value = loss(z)
        value.backward()
        result["losses"]["values"][name] = {"loss": float(value), "gradient": plain(z.grad)}
    write("modules.json", result)


def optimizers():
    torch.manual_seed(3)
    start, target = torch.randn(3, 2), torch.randn(3, 2)
    makers = {
        "adam": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.01), "adam_amsgrad": lambda p: torch.optim.Adam(p, lr=0.05, amsgrad=True), "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.1),
        "sgd": lambda p: torch.optim.SGD(p, lr=0.1), "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.1, weight_decay=0.01),
        "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01), "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.05),
        "rmsprop_centered": lambda p: torch.optim.RMSprop(p, lr=0.05, momentum=0.5, centered=True),
    }
    result = {"start": plain(start), "target": plain(target), "steps": {}}
    for name, make in makers.items():
        p = start.clone().requires_grad_()
        optimizer = make([p])
        steps = []
        for _ in range(5):
            optimizer.zero_grad()
            ((p - target) ** 2 * torch.tensor([1.0, 3.0])).sum().backward()
            optimizer.step()
            steps.append(plain(p))
        result["steps"][name] = steps
    write("optimizers.json", result)


def schedules():
    s = torch.optim.lr_scheduler
    makers = {
        "step": lambda o: s.StepLR(o, 3, 0.5), "multi_step": lambda o: s.MultiStepLR(o, [2, 5], 0.1), "exponential": lambda o: s.ExponentialLR(o, 0.9), "cosine": lambda o: s.CosineAnnealingLR(o, 6, eta_min=0.01),
        "linear": lambda o: s.LinearLR(o, 0.25, total_iters=4), "constant": lambda o: s.ConstantLR(o, 0.5, total_iters=3), "lambda": lambda o: s.LambdaLR(o, lambda e: 1 / (1 + e)),
        "one_cycle": lambda o: s.OneCycleLR(o, 0.4, total_steps=12), "one_cycle_linear": lambda o: s.OneCycleLR(o, 0.4, epochs=3, steps_per_epoch=4, anneal_strategy="linear", three_phase=True),
        "sequential": lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.1, total_iters=3), s.CosineAnnealingLR(o, 8)], [3]),
    }
    result = {}
    for name, make in makers.items():
        p = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([p], lr=0.2, momentum=0.9)
        scheduler = make(optimizer)
        rates, momenta = [], []
        for _ in range(11):
            rates.append(optimizer.param_groups[0]["lr"])
            momenta.append(optimizer.param_groups[0]["momentum"])
            optimizer.step()
            scheduler.step()
        result[name] = {"rates": rates, "momenta": momenta}
    p = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.2)
    plateau = s.ReduceLROnPlateau(optimizer, factor=0.5, patience=1, cooldown=1, min_lr=0.02)
    metrics = [1.0, 0.9, 0.9, 0.91, 0.92, 0.93, 0.94, 0.8, 0.85, 0.85, 0.86, 0.86, 0.87]
    rates = []
    for metric in metrics:
        plateau.step(metric)
        rates.append(optimizer.param_groups[0]["lr"])
    result["plateau"] = {"rates": rates, "momenta": metrics}
    write("schedules.json", result)


def randomness():
    torch.manual_seed(42)
    result = {"rand": plain(torch.rand(5)), "randn": plain(torch.randn(20)), "randperm": plain(torch.randperm(10)), "randint": plain(torch.randint(0, 100, (8,)))}
    torch.manual_seed(7)
    linear, conv = nn.Linear(4, 3), nn.Conv2d(3, 2, 3)
    result["linear"] = {k: plain(v) for k, v in linear.named_parameters()}
    result["conv"] = {k: plain(v) for k, v in conv.named_parameters()}
    torch.manual_seed(9)
    result["kaiming_normal"] = plain(nn.init.kaiming_normal_(torch.empty(3, 4), mode="fan_out", nonlinearity="relu"))
    result["xavier_uniform"] = plain(nn.init.xavier_uniform_(torch.empty(3, 4)))
    result["trunc_normal"] = plain(nn.init.trunc_normal_(torch.empty(12), std=0.02, a=-0.03, b=0.03))
    write("random.json", result)


def leb128(value):
    out = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)


def state():
    """A state dictionary as TorchSharp's own .dat file, written here from its description alone."""
    torch.manual_seed(4)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 9, 5))
    network(torch.randn(8, 3, 5, 5))
    entries = list(network.named_parameters()) + list(network.named_buffers())
    data = leb128(len(entries))
    for name, tensor in entries:
        encoded = name.encode()
        flat = tensor.detach().reshape(-1).tolist()
        data += leb128(len(encoded)) + encoded + leb128({torch.float32: 6, torch.int64: 4}[tensor.dtype]) + leb128(tensor.dim())
        data += b"".join(leb128(size) for size in tensor.shape) + struct.pack(f"<{len(flat)}{'f' if tensor.dtype == torch.float32 else 'q'}", *flat)
    network.eval()
    x = torch.randn(2, 3, 5, 5)
    write("state.json", {"dat": data.hex(), "names": [name for name, _ in entries], "input": plain(x), "output": plain(network(x))})


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for make in (operators, modules, optimizers, schedules, randomness, state):
        make()
    print(*(f"{path.name} {path.stat().st_size:,} bytes" for path in sorted(FOLDER.glob("*.json"))), sep="\n")
