"""The report of benchmarks/single_prediction.sh, on standard output.

usage: prediction_report.py MEASUREMENT COMMAND
"""
import json
import sys

import machine


def main(measurement, command):
    with open(measurement, encoding="utf-8") as file:
        found = json.load(file)
    print(f"""# Single predictions: PredictionEngine and bare ONNX Runtime

From the decoded bytes of one 32x32 picture to its probabilities, one picture at a time on {found["Cores"]} cores. Bare ONNX Runtime: bytes to floats, and one run of
`model.onnx`, which sharpens and normalises inside; memory for input and output is reused. PredictionEngine: an `MLImage` from the same bytes, and `Predict` over
`model.zip`, the same weights and preprocessing as a chain of ML.NET's transformers, with the name of the class. Both with ONNX Runtime's default options, and compiled at once (TieredCompilation off); answers equal
to 1e-6. BenchmarkDotNet, in one process, both sides in turn, {found["Rounds"]} rounds; each prediction is timed by itself ({found["Engine"]["Count"]:,} a side, after 50 that are not counted
in each round).

| milliseconds | p50 | p99 | greatest |
|---|---|---|---|""")
    for name, key in (("bare ONNX Runtime", "Bare"), ("PredictionEngine", "Engine")):
        print(f'| {name} | {found[key]["P50"]:.3f} | {found[key]["P99"]:.3f} | {found[key]["Greatest"]:.3f} |')
    print(f"""| ratio | **{found["RatioP50"]:.2f}** | **{found["RatioP99"]:.2f}** | |

A classifier that an application registers warms itself up when the application starts. Its first prediction after that, in a new process, took
{found["FirstAfterWarmUp"]:.2f} ms, the median of the next 500 is {found["MedianAfterFirst"]:.2f} ms: {found["FirstOverMedian"]:.2f} times.""")
    print(machine.footer(command, packages=False))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
