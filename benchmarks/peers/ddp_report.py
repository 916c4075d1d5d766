"""The report of benchmarks/scaling.sh.

usage: ddp_report.py MEASUREMENTS COMMAND
"""
import collections
import datetime
import json
import statistics
import sys

import machine
import scaling_check

STACKS = ("ours", "DDP")


def main(path, command):
    runs = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            runs[run["net"], run["processes"], run["batch"], run["threads"], run["stack"]].append(run)
    cases = sorted({case[:4] for case in runs}, key=lambda case: (case[0], case[2], case[1]))

    def median(case, stack, key):
        found = runs.get((*case, stack))
        return statistics.median(run[key] for run in found) if found else None

    print(f"# Training with several processes, {datetime.date.today()}\n")
    print(f"`{command}`\n")
    print("Ours is `cifar train --processes N`; DDP is PyTorch's DistributedDataParallel with Gloo over the loopback interface. Same networks, batches, augmentation")
    print("and optimisers; float32. Medians. *Step* is the whole step; *sums* the time during which gradients were on their way; *waiting* the part of it")
    print("with nothing else to do; *without* is step less waiting. Ratio: speed of ours by that of DDP.\n")
    print("| network | processes x threads | batch | ours img/s | DDP img/s | ratio | ours step ms | sums ms | waiting ms | without ms | DDP step ms | sums ms | waiting ms | without ms |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for case in cases:
        name, processes, batch, threads = case
        speeds = [median(case, stack, "imagesPerSecond") for stack in STACKS]
        ratio = f"{speeds[0] / speeds[1]:.2f}" if all(speeds) else ""
        cells = []
        for stack, speed in zip(STACKS, speeds):
            if speed is None:
                cells += [""] * 4
                continue
            step, waiting = 1000 * batch / speed, median(case, stack, "waitingMs")
            cells += [f"{step:.1f}", f"{median(case, stack, 'communicationMs'):.1f}", f"{waiting:.1f}", f"{step - waiting:.1f}"]
        print(f"| {name} | {processes} x {threads} | {batch} | " + " | ".join(f"{speed:.0f}" if speed else "" for speed in speeds) + f" | {ratio} | " + " | ".join(cells) + " |")

    print("\n## Efficiency\n")
    print("Speed of N processes by N times that of one. Strong: the batch of all together stays; weak: that of each stays. More processes than cores cannot gain.\n")
    print("| network | stack | kind | " + " | ".join(f"N = {n}" for n in (2, 4)) + " |\n|---|---|---|--:|--:|")
    for name in sorted({case[0] for case in cases}):
        base = min(case[2] for case in cases if case[0] == name and case[1] == 1)
        for stack in STACKS:
            single = median((name, 1, base, 1), stack, "imagesPerSecond")
            for kind in ("strong", "weak"):
                found = [median((name, n, base * (n if kind == "weak" else 1), 1), stack, "imagesPerSecond") for n in (2, 4)]
                print(f"| {name} | {stack} | {kind} | " + " | ".join(f"{100 * speed / (n * single):.0f} %" if speed and single else "" for n, speed in zip((2, 4), found)) + " |")

    print("\n## The model of docs/scaling.md beside what was measured\n")
    scaling_check.check(path)

    print("\n## Machine\n")
    for fact in machine.hardware() + machine.versions():
        print(f"* {fact}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
