"""Tables of docs/scaling.md: step time of data-parallel training from bytes, FLOPs, bandwidth and latency.

usage: scaling_model.py        prints Markdown
"""
import math

# Parameters of the layers, each with its normalisation, from the last to the first, and multiply-adds an image, from `cifar nets NAME`.
NETWORKS = {
    "simple-cnn": ([51_300, 1_049_088, 73_856, 18_496, 896], 11_421_696),
    "speed-net": ([51_200, 2_360_320, 1_180_672, 590_336, 147_968, 36_992, 13_952, 312], 163_022_624),
    "resnet18": ([51_300, 2_360_320, 2_360_320, 132_096, 2_360_320, 1_180_672, 590_336, 590_336, 33_280, 590_336, 295_424,
                  147_712, 147_712, 8_448, 147_712, 73_984, 36_992, 36_992, 36_992, 36_992, 1_856], 555_468_800),
    "vgg16": ([409_700, 16_781_312, 102_764_544, 2_359_808, 2_359_808, 2_359_808, 2_359_808, 2_359_808, 1_180_160,
               590_080, 590_080, 295_168, 147_584, 73_856, 36_928, 1_792], 433_143_808)}
LINKS = {"10 Gbit/s": 1.25e9, "100 Gbit/s": 12.5e9, "400 Gbit/s": 50e9}
RANKS = (1, 2, 4, 8, 16, 64, 256, 1024)
LATENCY = 20e-6
MACHINES = {"CPU, 1 TFLOP/s": 1e12, "GPU, 100 TFLOP/s": 100e12}
FIRST, BUCKET = 2 ** 20, 25 * 2 ** 20        # Bytes at which the first bucket and the others are full, in training and in DistributedDataParallel.


def compute(network, batch, flops):
    """Seconds of forward and backward: the backward pass costs twice the forward one, a multiply-add is two operations."""
    return 3 * 2 * NETWORKS[network][1] * batch / flops


def parameters(network):
    return sum(NETWORKS[network][0])


def buckets(network, width=4):
    """Bytes of each sum of a step, in the order in which the backward pass fills them, `width` bytes a parameter. The layer that fills a bucket belongs to it."""
    found, size = [], 0
    for layer in NETWORKS[network][0]:
        size += width * layer
        if size >= (BUCKET if found else FIRST):
            found.append(size)
            size = 0
    return found + [size] if size else found


def ring(size, ranks, bandwidth, latency=LATENCY):
    """Seconds of a ring all-reduce of `size` bytes: 2 (N - 1) times every rank sends and receives an N-th at once."""
    return 2 * (ranks - 1) * (size / ranks / bandwidth + latency)


def sums(network, ranks, bandwidth, latency=LATENCY, width=4):
    """Seconds of all sums of a step, one after the other."""
    return sum(ring(bucket, ranks, bandwidth, latency) for bucket in buckets(network, width))


def waiting(one, network, ranks, bandwidth, latency=LATENCY, width=4):
    """Seconds of the sums that the backward pass, two thirds of `one`, does not hide: at least the last bucket, which is full only when it is over."""
    if ranks == 1:
        return 0
    return max(ring(buckets(network, width)[-1], ranks, bandwidth, latency), sums(network, ranks, bandwidth, latency, width) - 2 / 3 * one)


def step(network, batch, flops, ranks, bandwidth, width=4, accumulation=1):
    """Seconds until every rank has taken `accumulation` batches and one step."""
    one = compute(network, batch, flops)
    return accumulation * one + waiting(one, network, ranks, bandwidth, width=width)


def efficiency(*case, **options):
    network, batch, flops, ranks, bandwidth = case
    return options.get("accumulation", 1) * compute(network, batch, flops) / step(*case, **options)


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + "---|" + "--:|" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def main():
    print("### Milliseconds of the sums of a step\n")
    table(["network, float32 gradients", "link", *(f"N = {n}" for n in RANKS[1:])],
          [[f"{name}, {4 * parameters(name) / 1e6:.1f} MB", link, *(f"{1000 * sums(name, n, speed):.1f}" for n in RANKS[1:])]
           for name in NETWORKS for link, speed in LINKS.items()])
    print("### Share of the time spent computing (weak scaling, 128 images a rank)\n")
    table(["network, machine", "link", *(f"N = {n}" for n in RANKS[1:])],
          [[f"{name}, {machine}", link, *(f"{100 * efficiency(name, 128, flops, n, speed):.0f} %" for n in RANKS[1:])]
           for name in ("simple-cnn", "speed-net", "resnet18") for machine, flops in MACHINES.items() for link, speed in LINKS.items()])
    print("### Images a rank and step above which the sums take less time than the backward pass, N = 64\n")
    table(["network", "gradients", *(f"{machine}, {link}" for machine in MACHINES for link in LINKS)],
          [[name, f"{form}", *(f"{sums(name, 64, speed, width=width) / (4 * operations / flops):.0f}" for flops in MACHINES.values() for speed in LINKS.values())]
           for name, (_, operations) in NETWORKS.items() for form, width in (("float32", 4), ("bfloat16", 2))])
    print("### What gradient accumulation and bfloat16 gradients change: share of the time spent computing, resnet18 on GPUs, 100 Gbit/s, 128 images\n")
    table(["", *(f"N = {n}" for n in RANKS[1:])],
          [[f"{k} batches a step, {form}", *(f"{100 * efficiency('resnet18', 128, 100e12, n, 12.5e9, width=width, accumulation=k):.0f} %" for n in RANKS[1:])]
           for k in (1, 4, 16) for form, width in (("float32", 4), ("bfloat16", 2))])


if __name__ == "__main__":
    main()
