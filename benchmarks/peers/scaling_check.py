"""What the model of docs/scaling.md says of the trainings that benchmarks/scaling.sh measured.

usage: scaling_check.py MEASUREMENTS        prints Markdown
"""
import collections
import json
import os
import statistics
import sys

import numpy

import scaling_model as model


def medians(path, stack):
    """What was measured, by network, processes and batch of all of them."""
    found = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for run in map(json.loads, lines):
            if run["stack"] == stack:
                found[run["net"], run["processes"], run["batch"]].append(run)
    return {case: {key: statistics.median(run[key] for run in runs) for key in ("imagesPerSecond", "communicationMs", "waitingMs", "bytesPerStep")} for case, runs in found.items()}


def fit(cases):
    """Bandwidth and latency of this machine's loopback interface, from the sums of several processes."""
    rows = [[2 * (n - 1) / n * one["bytesPerStep"], 2 * (n - 1) * len(model.buckets(name))] for (name, n, _), one in cases.items()]
    times = [one["communicationMs"] / 1000 for one in cases.values()]
    # In shares of each time: otherwise the largest network alone would decide.
    shares = numpy.array(rows) / numpy.array(times)[:, None]
    (seconds, latency), *_ = numpy.linalg.lstsq(shares, numpy.ones(len(times)), rcond=None)
    if latency < 0:
        seconds, latency = shares[:, 0].sum() / (shares[:, 0] ** 2).sum(), 0
    return 1 / seconds, latency


def check(path, stack="ours"):
    cores = os.cpu_count()
    measured = medians(path, stack)
    singles = {name: (batch, batch / one["imagesPerSecond"]) for (name, n, batch), one in measured.items() if n == 1}
    several = {case: one for case, one in measured.items() if case[1] > 1 and case[0] in singles}
    known = {case: one for case, one in several.items() if case[1] <= cores}
    if not known:
        print("Too little was measured.")
        return
    bandwidth, latency = fit(known)
    print(f"Fitted to the sums of up to {cores} processes, one a core: {bandwidth / 1e9:.2f} GB/s, {1e6 * latency:.0f} µs a message. A process computes for as long as one that works alone does for as many images;")
    print("where processes share cores, everything takes as many times longer. Those rows are predictions; of the others, sums are fitted and the rest is predicted.\n")
    print("| network | processes | images each | sums ms | model | waiting ms | model | step ms | model | model / measured |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for (name, n, batch), one in sorted(several.items(), key=lambda item: (item[0][0], item[0][1], item[0][2])):
        base, alone = singles[name]
        share = max(1, n / cores)
        computing = alone * batch / n / base * share
        sums = model.sums(name, n, bandwidth / share, latency * share)
        waiting = model.waiting(computing, name, n, bandwidth / share, latency * share)
        taken = batch / one["imagesPerSecond"]
        print(f"| {name} | {n} | {batch // n} | {one['communicationMs']:.1f} | {1000 * sums:.1f} | {one['waitingMs']:.1f} | {1000 * waiting:.1f} "
              f"| {1000 * taken:.1f} | {1000 * (computing + waiting):.1f} | {(computing + waiting) / taken:.2f} |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    check(sys.argv[1])
