"""Turns the lines of Cifar.Benchmarks features into a table.   python3 feature_report.py MEASUREMENTS"""
import json
import statistics
import sys

import machine


def text(values, digits=1):
    spread = f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.{digits}f}{spread}"


rounds = {}
for line in open(sys.argv[1]):
    one = json.loads(line)
    rounds.setdefault((one["Backbone"], one["Size"], one["Batch"], one["Images"], one["Threads"]), []).append(one)

print("# Features of a backbone against a bare loop of ONNX Runtime\n")
print("Images a second, mean ± standard deviation over rounds in one process, the order turning from round to round. Ours: images of 32 x 32")
print("pixels to features in the cache on disk, with hashes, resizing and the start of the session. Bare: batches that are ready, the better of one")
print("thread in each of several callers, and all threads in one.\n")
print("| backbone | pixels | batch | images | threads | rounds | ours | bare | ours / bare | in processor time | second run, s |")
print("|---|---|---|---|---|---|---|---|---|---|---|")
for (backbone, size, batch, images, threads), runs in rounds.items():
    def column(key):
        return [run[key] for run in runs]

    print(f"| {backbone} | {size} | {batch} | {images:,} | {threads} | {len(runs)} | {text(column('Ours'))} | {text(column('Bare'))} "
          f"| {text(column('Ratio'), 3)} | {text(column('RatioOfProcessorTime'), 3)} | {text(column('CachedSeconds'), 2)} |")
print("\n## Machine\n")
print("\n".join("* " + line for line in machine.hardware()))
print("\n## Again\n\n```\nbenchmarks/feature_extraction.sh\n```")
