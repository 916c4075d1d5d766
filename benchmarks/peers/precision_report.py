"""The report of benchmarks/precision.sh, on standard output.

usage: precision_report.py FOLDER COMMAND      FOLDER has one folder a model, with what export and transform printed
"""
import json
import pathlib
import statistics
import sys

import machine

PRECISIONS = ("fp32", "fp16", "int8")


def rows(model):
    speeds = {precision: [json.loads(line)["Ours"] for line in (model / f"{precision}.speeds").read_text().splitlines()] for precision in PRECISIONS}
    for precision in PRECISIONS:
        export = json.loads((model / f"{precision}.json").read_text())
        agreement, bytes_ = export["agreement"], export["bytes"]
        ratios = [one / whole for one, whole in zip(speeds[precision], speeds["fp32"])]
        yield (f"| {model.name} | {precision} | {bytes_ / 1e6:.2f} | {100 * agreement['after']:.2f} | {100 * (agreement['after'] - agreement['before']):+.2f} | {100 * agreement['sameClass']:.2f} "
               f"| {agreement['largestDifference']:.4f} | {statistics.median(speeds[precision]):,.0f} | {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |")


def main(folder, command):
    models = sorted(path for path in pathlib.Path(folder).iterdir() if path.is_dir())
    rounds = len((models[0] / "fp32.speeds").read_text().splitlines())
    first = json.loads((models[0] / "int8.json").read_text())
    print(f"""# The same models in fewer bits

Accuracy on the {first["agreement"]["count"]:,} {first["split"]} images of CIFAR-100; the ranges of int8 come from {first["calibrationImages"]} training images. Speed: 2,000 images through `Transform` in batches of 256,
{rounds} rounds, the three in turn in each; the ratio is to 32 bits in the same round (median, least and greatest). fp16 keeps weights as 16-bit floats and computes in 32 bits; int8 computes in integers
but for preprocessing, first layer and last layer.

| model | precision | MB | accuracy, % | change, points | same class, % | largest difference of a probability | images/s | speed / fp32 |
|---|---|---|---|---|---|---|---|---|""")
    for model in models:
        print("\n".join(rows(model)))
    print(machine.footer(command, packages=False))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
