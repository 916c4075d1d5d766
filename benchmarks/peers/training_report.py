"""Writes the table of benchmarks/training_speed.sh from its measurements, one JSON object a line.

usage: training_report.py MEASUREMENTS COMMAND > REPORT.md
"""
import json
import platform
import statistics
import subprocess
import sys

import torch

OURS, PYTORCH, LAST = "MlNetCifar", "PyTorch", "PyTorch channels-last"


def hardware():
    facts = dict(line.split(":", 1) for line in subprocess.check_output(["lscpu"], text=True).splitlines() if ":" in line)
    names = ["Model name", "CPU(s)", "Thread(s) per core", "L2 cache", "L3 cache", "Hypervisor vendor"]
    lines = [f"{name}: {facts[name].strip()}" for name in names if name in facts]
    flags = facts.get("Flags", "").split()
    lines.append("vector instructions: " + (" ".join(flag for flag in flags if flag in ("avx", "avx2", "fma", "avx512f", "amx_bf16")) or "none listed"))
    with open("/proc/meminfo", encoding="ascii") as memory:
        lines.append(f"memory: {int(memory.readline().split()[1]) / 2 ** 20:.1f} GiB")
    return lines


def versions():
    with open("/etc/os-release", encoding="utf-8") as release:
        system = dict(line.rstrip().split("=", 1) for line in release if "=" in line)["PRETTY_NAME"].strip('"')
    dotnet = subprocess.check_output(["dotnet", "--version"], text=True).strip()
    packages = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", "libtorch1.13", "libopenblas0-openmp", "libopenblas0-pthread"],
        capture_output=True, text=True, check=False).stdout.split("\n")
    return [f"{system}, Linux {platform.release()}", f".NET SDK {dotnet}", f"PyTorch {torch.__version__}, Python {platform.python_version()}"] \
        + [package for package in packages if package]


def row(samples, stack, augmentation):
    values = sorted(samples[stack, augmentation])
    median = statistics.median(values)
    return median, f"{median:,.0f} ({values[0]:,.0f} to {values[-1]:,.0f})"


def main(path, command):
    with open(path, encoding="utf-8") as lines:
        measurements = [json.loads(line) for line in lines]
    samples = {}
    for each in measurements:
        samples.setdefault((each["Stack"], each["Augmentation"]), []).append(each["ImagesPerSecond"])
    first = measurements[0]
    n = len(samples[OURS, False])
    print("# Training speed: this library and PyTorch eager, side by side\n")
    print(f"simple-cnn, batch {first['Batch']}, {first['Threads']} threads, 3x32x32 byte images, 100 classes, AdamW, label smoothing 0.1. "
          f"A measurement is a process of its own: {first['Steps']} whole training steps after warm-up "
          "(gather and normalise a batch, forward, loss, backward, optimiser step, loss read back). "
          f"n = {n} rounds, all stacks alternating within a round.\n")
    print("Images per second, median (least to greatest):\n")
    print("| augmentation | MlNetCifar | PyTorch | ratio | PyTorch channels-last | ratio |")
    print("|---|---|---|---|---|---|")
    for augmentation in (False, True):
        (ours, our_text), (peer, peer_text), (last, last_text) = (row(samples, stack, augmentation) for stack in (OURS, PYTORCH, LAST))
        name = "flip and shift" if augmentation else "none"
        print(f"| {name} | {our_text} | {peer_text} | **{ours / peer:.2f}** | {last_text} | {ours / last:.2f} |")
    print("\nRatio: median of MlNetCifar by median of the other; above 1 is faster than PyTorch. "
          "Both sides shift and mirror each image by its own random amounts.\n")
    print("## Machine\n")
    print("\n".join("* " + line for line in hardware()))
    print("\n## Versions\n")
    print("\n".join("* " + line for line in versions()))
    print(f"\n## Again\n\n```\n{command}\n```")


if __name__ == "__main__":
    main(*sys.argv[1:])
