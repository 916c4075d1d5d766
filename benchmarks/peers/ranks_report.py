"""Writes the tables of benchmarks/ranks.sh.

usage: ranks_report.py COMMAND (FOLDER-OF-PROCESSES FOLDER-OF-THREADS)... > REPORT.md
"""
import sys

import machine
from runs import Run, mean_and_spread, paired


def main(command, folders):
    pairs = {}
    for processes, threads in zip(folders[::2], folders[1::2]):
        pair = Run(processes), Run(threads)
        if (pair[0].record.get("ranks") or {}).get("size") != 2 or pair[1].record.get("ranks"):
            raise ValueError(f"{processes} is not a run of two processes beside one of a single process")
        pairs.setdefault(pair[0].network, []).append(pair)
    first = next(iter(pairs.values()))[0][0]
    print("# Two processes of one thread, and one process of two\n")
    print(f"Data: {first.data}. Trained on {first.images:,} training images with the same batches; the weights are those of the last epoch. Test accuracy in percent of "
          f"{first.test_images:,} images, looked at once by each run, after training. What differs is rounding, dropout, and that batch norm sees half a batch on each rank.\n")
    print("| network | epochs | seeds | 2 processes | 1 process | difference, paired | 95 % interval |")
    print("|---|---|---|---|---|---|---|")
    for network, of_network in pairs.items():
        _, mean, interval = paired(of_network)
        two, one = (mean_and_spread([pair[side].accuracy for pair in of_network]) for side in (0, 1))
        print(f"| {network} | {of_network[0][0].epochs} | {len(of_network)} | {two} | {one} | {mean:+.2f} | {interval} |")
    print("\nMean ± SD over seeds; the interval is that of a paired t test over seeds.\n")
    print("| network | seed | 2 processes (%) | 1 process (%) | difference |")
    print("|---|---|---|---|---|")
    for network, of_network in pairs.items():
        for a, b in of_network:
            print(f"| {network} | {a.seed} | {a.accuracy:.2f} | {b.accuracy:.2f} | {a.accuracy - b.accuracy:+.2f} |")
    print(machine.footer(command))


if __name__ == "__main__":
    if len(sys.argv) < 4 or len(sys.argv) % 2:
        sys.exit(__doc__.strip())
    main(sys.argv[1], sys.argv[2:])
