"""Writes the table of benchmarks/speed_net_seeds.sh.

usage: seeds_report.py COMMAND RUN-FOLDER... > REPORT.md
"""
import sys

import machine
from runs import Run, half_width, mean_and_spread, notes


def single(run):
    """The commands of one run, with every setting that was given."""
    settings = " ".join(f"--set {each}" for each in run.record["plan"]["settings"] if not each.startswith("Seed="))
    train = f"./cifar train --net {run.network} --data {run.record['plan']['data']} {settings} --seed S --out DIR"
    return f"{train}\n./cifar evaluate --model DIR/model.onnx --data {run.record['plan']['data']} --json"


def main(command, folders):
    runs = [Run(folder) for folder in folders]
    first = runs[0]
    accuracies = [run.accuracy for run in runs]
    print(f"# {first.network}, {first.epochs} epochs, {len(runs)} seed{'s' if len(runs) > 1 else ''}\n")
    print(f"Data: {first.data}. Trained on all {first.images:,} training images, none held out; the weights are those of the last epoch. "
          f"The {first.test_images:,} test images were looked at once by each run, after training. Threads: {first.threads}; precision: {first.precision.lower()}.\n")
    print("| seed | test accuracy (%) | among the first five (%) | log-loss (nats) | training (s) |")
    print("|---|---|---|---|---|")
    for run in runs:
        print(f"| {run.seed} | {run.accuracy:.2f} | {run.top5:.2f} | {run.log_loss:.4f} | {run.seconds:,.0f} |")
    print(f"| **mean ± SD, n = {len(runs)}** | **{mean_and_spread(accuracies)}** | {mean_and_spread([run.top5 for run in runs])} "
          f"| {mean_and_spread([run.log_loss for run in runs], 4)} | {mean_and_spread([run.seconds for run in runs], 0)} |")
    if half := half_width(accuracies):
        print(f"\n95 % interval of the mean accuracy over seeds (Student's t): ± {half:.2f} points.")
    if remarks := notes(runs):
        print(remarks)
    print("\n## Machine\n")
    print("\n".join("* " + line for line in machine.hardware()))
    print("\n## Versions\n")
    print("\n".join("* " + line for line in machine.versions()))
    print(f"\n## Again\n\n```\n{command}\n```\n\nwhich for each seed S is\n\n```\n{single(first)}\n```")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    main(sys.argv[1], sys.argv[2:])
