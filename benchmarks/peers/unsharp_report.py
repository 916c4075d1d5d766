"""Writes the tables of benchmarks/unsharp.sh.

usage: unsharp_report.py COMMAND (FOLDER-WITH FOLDER-WITHOUT)... > REPORT.md
"""
import statistics
import sys

import machine
from runs import Run, half_width, mean_and_spread, notes, paired


def verdict(network, differences):
    mean, half = statistics.mean(differences), half_width(differences)
    if half is None:
        return f"{network}: {mean:+.2f} points in {len(differences)} pair(s); too few, or more than ten, for an interval."
    if abs(mean) <= half:
        return (f"{network}: no effect is shown. The difference of {mean:+.2f} points may be chance; "
                f"these {len(differences)} seeds leave room for anything from {mean - half:+.2f} to {mean + half:+.2f}.")
    return f"{network}: unsharp masking {'helps' if mean > 0 else 'hurts'}, by {abs(mean):.2f} points ({mean - half:+.2f} to {mean + half:+.2f})."


def main(command, folders):
    pairs = {}
    for with_mask, without in zip(folders[::2], folders[1::2]):
        pair = Run(with_mask), Run(without)
        for run, sharpened in zip(pair, (True, False)):
            if (run.record["preprocessing"]["sharpening"] is not None) != sharpened:
                raise ValueError(f"the run with seed {run.seed} of {run.network} was {'not ' if sharpened else ''}sharpened")
        pairs.setdefault(pair[0].network, []).append(pair)
    first = next(iter(pairs.values()))[0][0]
    print("# Unsharp masking on and off\n")
    print(f"Data: {first.data}. Trained on all {first.images:,} training images, none held out; the weights are those of the last epoch. "
          f"Test accuracy in percent of {first.test_images:,} images, looked at once by each run, after training. A pair has the same seed and settings and differs in the mask alone.\n")
    print("| network | epochs | seeds | with | without | with - without, paired | 95 % interval |")
    print("|---|---|---|---|---|---|---|")
    verdicts = []
    for network, of_network in pairs.items():
        differences, mean, interval = paired(of_network)
        with_mask, without = (mean_and_spread([pair[side].accuracy for pair in of_network]) for side in (0, 1))
        print(f"| {network} | {of_network[0][0].epochs} | {len(of_network)} | {with_mask} | {without} | {mean:+.2f} | {interval} |")
        verdicts.append(verdict(network, differences))
    print("\nMean ± SD over seeds; the interval is that of a paired t test over seeds, and says nothing about other test images or longer trainings.\n")
    print("\n".join(f"* {each}" for each in verdicts))
    print("\n## Each run\n")
    print("| network | seed | with (%) | without (%) | difference | training with, without (s) |")
    print("|---|---|---|---|---|---|")
    for network, of_network in pairs.items():
        for a, b in of_network:
            print(f"| {network} | {a.seed} | {a.accuracy:.2f} | {b.accuracy:.2f} | {a.accuracy - b.accuracy:+.2f} | {a.seconds:,.0f}, {b.seconds:,.0f} |")
    if remarks := notes(run for of_network in pairs.values() for pair in of_network for run in pair):
        print(remarks)
    print(machine.footer(command))


if __name__ == "__main__":
    if len(sys.argv) < 4 or len(sys.argv) % 2:
        sys.exit(__doc__.strip())
    main(sys.argv[1], sys.argv[2:])
