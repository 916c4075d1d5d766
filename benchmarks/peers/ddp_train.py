"""Training steps of PyTorch's DistributedDataParallel with Gloo on this machine; prints one line of JSON.

usage: ddp_train.py NETWORK PROCESSES BATCH THREADS STEPS EPOCHS        BATCH is that of all processes together, STEPS those of an epoch
"""
import json
import os
import statistics
import sys
import tempfile
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

from networks import CLASSES, NETWORKS
from optimizers import optimizer_of
from train_step import SIDE, augmented, normalized


class Clock:
    """When gradients were on their way, and how long the training had nothing else to do."""

    def __init__(self):
        self.spans, self.communicating, self.waiting = [], 0.0, 0.0

    def hook(self, _, bucket):
        started = time.perf_counter()
        span = [started, started]
        self.spans.append(span)
        buffer = bucket.buffer().div_(dist.get_world_size())

        def done(future):
            span[1] = time.perf_counter()
            return future.value()[0]
        return dist.all_reduce(buffer, async_op=True).get_future().then(done)

    def step(self):
        """Called when the backward pass has returned."""
        if not self.spans:
            return
        self.waiting += time.perf_counter() - self.spans[-1][0]
        earlier = self.spans[0][0]
        for started, ended in self.spans:
            self.communicating += max(0.0, ended - max(earlier, started))
            earlier = max(earlier, ended)
        self.spans.clear()


def work(rank, name, size, batch, threads, steps, epochs, meeting, answer):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)
    images = steps * batch
    pixels = torch.randint(0, 256, (images, 3, SIDE, SIDE), dtype=torch.uint8)
    labels = torch.randint(0, CLASSES, (images,))
    network = NETWORKS[name](1)
    if hasattr(network, "prepare"):
        network.prepare(normalized(pixels[:5000], torch.contiguous_format))
    network = network.to(memory_format=torch.channels_last)
    clock = Clock()
    model = network
    if size > 1:
        model = DistributedDataParallel(network)
        model.register_comm_hook(None, clock.hook)
    optimizer = optimizer_of(name, network)
    table = pixels.permute(0, 2, 3, 1).reshape(-1, 3)
    speeds = []
    for epoch in range(epochs):
        order = torch.randperm(images)
        start = time.perf_counter()
        for step in range(steps):
            index = order[step * batch:(step + 1) * batch][batch * rank // size:batch * (rank + 1) // size]
            loss = functional.cross_entropy(model(normalized(augmented(table, index), torch.channels_last)), labels[index], label_smoothing=0.1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            clock.step()
            optimizer.step()
            loss.item()
        speeds.append(images / (time.perf_counter() - start))
    if rank == 0:
        done = epochs * steps
        with open(answer, "w", encoding="ascii") as file:
            json.dump({"stack": "DDP", "net": name, "processes": size, "batch": batch, "threads": threads, "imagesPerSecond": statistics.median(speeds[1:]),
                       "communicationMs": 1000 * clock.communicating / done, "waitingMs": 1000 * clock.waiting / done,
                       "bytesPerStep": 4 * sum(weight.numel() for weight in network.parameters() if weight.requires_grad)}, file)
    dist.barrier()
    dist.destroy_process_group()


def main(name, size, batch, threads, steps, epochs):
    with tempfile.TemporaryDirectory() as folder:
        meeting, answer = os.path.join(folder, "meeting"), os.path.join(folder, "answer")
        multiprocessing.spawn(work, (name, int(size), int(batch), int(threads), int(steps), int(epochs), meeting, answer), nprocs=int(size))
        with open(answer, encoding="ascii") as file:
            print(file.read())


if __name__ == "__main__":
    if len(sys.argv) != 7 or sys.argv[1] not in NETWORKS or int(sys.argv[6]) < 2:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
