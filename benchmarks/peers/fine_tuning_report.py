"""Writes the table of benchmarks/fine_tuning.sh.

usage: fine_tuning_report.py COMMAND FOLDER SEED... > REPORT.md
"""
import json
import pathlib
import statistics
import sys

import machine

KINDS = {"frozen": "frozen, head alone", "tuned": "last blocks trained", "careless": "ten times the rate, the same for all layers"}


def text(values, digits=2):
    spread = f" ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.{digits}f}{spread}"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def main(command, folder, seeds):
    found = {}
    for kind in KINDS:
        paths = [folder / f"{kind}-seed-{seed}" for seed in seeds]
        if all((path / "test.json").exists() for path in paths):
            found[kind] = [(read(path / "run.json"), read(path / "test.json")) for path in paths]

    tuned, options = [run for run, _ in found["tuned"]], found["tuned"][0][0]["options"]
    accuracies = {kind: [100 * test["microAccuracy"] for _, test in runs] for kind, runs in found.items()}
    held_out = [(100 * run["frozenAccuracy"], 100 * run["validation"]["microAccuracy"]) for run in tuned]
    print(f"# Fine-tuning of {tuned[0]['backbone']}\n")
    print(f"Data: {tuned[0]['images']:,} training images of {tuned[0]['data']}; {options['imageSize']} pixels, {options['resize'].lower()}, flip {options['flip'].lower()}. "
          f"Trained: the last {options['unfreezeLast']} blocks, {options['epochs']} epochs, AdamW {options['learningRate']}, {options['layerDecay']} from block to block, "
          f"batches of {options['batchSize']}; {tuned[0]['validation']['count']:,} training images held out to choose by. "
          f"The test images were looked at once by each run. The frozen head is trained on the held-out images too, in the end; the trained blocks never see them.\n")
    print("| | " + " | ".join(f"seed {seed}" for seed in seeds) + " | mean ± SD |")
    print("|---|" + "---|" * (len(seeds) + 1))
    for kind, values in accuracies.items():
        print(f"| test accuracy (%), {KINDS[kind]} | " + " | ".join(f"{value:.2f}" for value in values) + f" | **{text(values)}** |")
    gains = [after - before for before, after in zip(accuracies["frozen"], accuracies["tuned"])]
    print("| gain (points) | " + " | ".join(f"{gain:+.2f}" for gain in gains) + f" | **{text(gains)}** |")
    print("| held-out images, same split (%): before, after | " + " | ".join(f"{before:.2f}, {after:.2f}" for before, after in held_out)
          + f" | {text([before for before, _ in held_out])}, {text([after for _, after in held_out])} |")
    for kind, runs in found.items():
        if kind != "frozen":
            print(f"| fine-tuning (s), {KINDS[kind]} | " + " | ".join(f"{run['fineTuneSeconds']:,.0f}" for run, _ in runs) + f" | {text([run['fineTuneSeconds'] for run, _ in runs], 0)} |")
    print("\n## Machine\n")
    print("\n".join("* " + line for line in machine.hardware()))
    print("\n## Versions\n")
    print("\n".join("* " + line for line in machine.versions()))
    print(f"\n## Again\n\n```\n{command}\n```")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__.strip())
    main(sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:])
