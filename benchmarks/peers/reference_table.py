"""Writes benchmarks/results/cifar100.md: four published projects, ours by the same kind of model, from the results beside it and the shipped models.

usage: reference_table.py [RUN-FOLDER...] > benchmarks/results/cifar100.md      RUN-FOLDER: further runs with run.json and test.json
"""
import json
import math
import pathlib
import re
import sys

from runs import half_width

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS, MODELS = ROOT / "benchmarks" / "results", ROOT / "onnx"

# What the projects publish: kind, model, accuracy (%), seconds, hardware, parameters, remark.
PUBLISHED = [
    ("small network", "2017 course assignment, Keras: 3 convolutions", 56.02, 1020, "GTX 1080", None, "with augmentation; 49.4 % without, 11.95 % with Adam and decay 0.05"),
    ("small network", "AKGanesh/CNN-CIFAR100: 3 convolutions, 2 dense", 40.09, None, "not stated", None, "loss 2.4290"),
    ("small network", "akanksha0911/AdvDL_FinalProject: 6 convolutions", 60.0, 2430, "GPU, not stated", 13_870_484, "50 epochs; 43 % when pictures are given as its application gives them"),
    ("small network", "omar-mohamed/Object-Classification-CIFAR-100: CNN with DropBlock", 65, None, "GPU, not stated", 10_290_000, "\"about\"; stopped by the loss on the test images"),
    ("small network", "omar-mohamed/Object-Classification-CIFAR-100: separable convolutions", 60, None, "GPU, not stated", 8_780_000, "\"about\"; stopped by the loss on the test images"),
    ("deeper network", "omar-mohamed/Object-Classification-CIFAR-100: ResNet with DropBlock", 70.7, None, "GPU, not stated", 77_790_000, "75 epochs; stopped by the loss on the test images"),
    ("pretrained on ImageNet", "AKGanesh/CNN-CIFAR100: VGG16, frozen", 57.48, None, "not stated", None, "loss 1.6671"),
    ("pretrained on ImageNet", "AKGanesh/CNN-CIFAR100: VGG16, fine-tuned", 47.81, None, "not stated", None, "worse than frozen; loss 2.0367"),
    ("pretrained on ImageNet", "akanksha0911/AdvDL_FinalProject: EfficientNet-B0, all layers fine-tuned", 80.55, None, "GPU, not stated", 4_177_664, "224 pixels, 15 epochs of 12 to 14 minutes; its own notebook ends with 1.01 %"),
]
KINDS = ["small network", "deeper network", "pretrained on ImageNet"]


def wilson(percent, count):
    """95 % interval of a share of `count` images."""
    share, z = percent / 100, 1.959964
    center, spread = share + z * z / (2 * count), z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return [100 * (center + sign * spread) / (1 + z * z / count) for sign in (-1, 1)]


def row(kind, model, accuracy, interval, seconds, hardware, parameters, remark, ours):
    name = f"**{model}**" if ours else model
    value = f"**{accuracy}**" if ours else accuracy
    return kind, f"| {name} | {value} | {interval} | {seconds} | {hardware} | {parameters} | {remark} |"


def published():
    for kind, model, accuracy, seconds, hardware, parameters, remark in PUBLISHED:
        digits = 2 if accuracy != round(accuracy, 1) else 1 if accuracy != int(accuracy) else 0
        yield row(kind, model, f"{accuracy:.{digits}f}", "not stated", "not stated" if seconds is None else f"{seconds:,}", hardware, "not stated" if parameters is None else f"{parameters / 1e6:.2f} M", remark, False)


def hardware(machine, threads=None):
    cores = threads or machine["cores"]
    return f"{machine['processor']}, {cores} core{'' if cores == 1 else 's'}"


def of_results(test, model, command, seconds, machine, parameters, kind, remark=""):
    interval = test.get("intervals")
    low, high = (100 * interval["accuracy"]["low"], 100 * interval["accuracy"]["high"]) if interval else wilson(100 * test["microAccuracy"], test["count"])
    return row(kind, model, f"{100 * test['microAccuracy']:.2f}", f"{low:.2f} to {high:.2f}", f"{seconds:,.0f}", machine, f"{parameters / 1e6:.2f} M", f"{remark}`{command}`", True)


def shipped():
    listed = json.loads((MODELS / "models.json").read_text(encoding="utf-8"))
    for model in listed["models"]:
        test = json.loads((MODELS / f"{model['name']}.results.json").read_text(encoding="utf-8"))
        kind = "small network" if model["name"] == "simple-cnn" else "deeper network"
        yield of_results(test, f"{model['name']}, shipped ([card](../../onnx/{model['name']}.md))", f"./{model['command']}", test["trainingSeconds"], hardware(test["machine"]), test["costs"]["parameters"], kind, "one run: ")


def seeds():
    """Networks trained with several seeds, or other lengths: the tables of benchmarks/speed_net_seeds.sh."""
    for path in sorted(RESULTS.glob("*-speed-net-*-epochs.md")):
        text = path.read_text(encoding="utf-8")
        epochs, mean, seconds = re.search(r"# speed-net, (\d+) epochs", text)[1], re.search(r"^\| \*\*mean ± SD, n = (\d+)\*\* \| \*\*([\d.]+)(?: ± ([\d.]+))?", text, re.M), re.search(r"\| (\d+)(?: ± \d+)?(?: \(one run\))? \|$", text, re.M)
        half = re.search(r"over seeds \(Student's t\): ± ([\d.]+)", text)
        n, value, spread = mean[1], float(mean[2]), mean[3]
        interval = f"{value - float(half[1]):.2f} to {value + float(half[1]):.2f}, over seeds" if half else "{:.2f} to {:.2f}".format(*wilson(value, 10_000))
        command = re.search(r"## Again\n\n```\n(.+)\n", text)[1]
        yield row("deeper network", f"speed-net, {epochs} epochs, n = {n} ([results]({path.name}))", f"{value:.2f}" + (f" ± {spread}" if spread else ""), interval, f"{int(seconds[1]):,}",
                  f"{re.search(r'Model name: (.+)', text)[1]}, 1 core", "4.38 M", f"`{command}`", True)


def transfer():
    for path in sorted(RESULTS.glob("*-transfer-*.md")):
        text = path.read_text(encoding="utf-8")
        found = re.search(r"^\| test accuracy \| \*\*([\d.]+) %\*\* \| ([\d.]+ to [\d.]+) \|", text, re.M)
        seconds = re.search(r"^\| `cifar transfer` from start to end \| (\d+) s", text, re.M)
        if found and seconds:
            title, command = re.search(r"^# (.+)", text)[1], re.search(r"## Again\n\n```\n(.+)\n", text)[1]
            yield row("pretrained on ImageNet", f"{title.replace(' on CIFAR-100', '')} ([results]({path.name}))", found[1], found[2], seconds[1], f"{re.search(r'Model name: (.+)', text)[1]}, 2 cores", "head 0.18 M", f"one run: `{command}`", True)


def fine_tuning():
    for path in sorted(RESULTS.glob("*-fine-tuning-*.md")):
        text = path.read_text(encoding="utf-8")
        backbone, images = re.search(r"# Fine-tuning of (\S+)", text)[1], re.search(r"Data: ([\d,]+) training images", text)[1]
        command, seconds = re.search(r"## Again\n\n```\n(.+)\n", text)[1], re.search(r"^\| fine-tuning \(s\), last blocks trained .*\| (\d+)", text, re.M)
        for kind in ("frozen, head alone", "last blocks trained"):
            if found := re.search(rf"^\| test accuracy \(%\), {kind} \| (.+?) \| \*\*([\d.]+)(?: ± ([\d.]+))?\*\*", text, re.M):
                values = [float(value) for value in found[1].split(" | ")]
                mean, spread = float(found[2]), f" ± {found[3]}" if found[3] else ""
                half = half_width(values) if len(values) > 1 else None
                interval = f"{mean - half:.2f} to {mean + half:.2f}, over seeds" if half else "{:.2f} to {:.2f}".format(*wilson(mean, 10_000))
                yield row("pretrained on ImageNet", f"{backbone}, {kind}, {images} training images, n = {len(values)} ([results]({path.name}))", f"{mean:.2f}{spread}", interval,
                          f"{int(seconds[1]):,}" if kind.startswith("last") and seconds else "see results", f"{re.search(r'Model name: (.+)', text)[1]}, 1 core", "see results", f"`{command}`", True)


def further(folders):
    for folder in map(pathlib.Path, folders):
        run, test = (json.loads((folder / name).read_text(encoding="utf-8")) for name in ("run.json", "test.json"))
        network = run.get("net") or run.get("backbone")
        kind = "pretrained on ImageNet" if "backbone" in run else "small network" if network == "simple-cnn" else "deeper network"
        settings = " ".join(f"--set {each}" for each in (run.get("plan") or {}).get("settings", []))
        yield of_results(test, network, f"./cifar train --net {network} --data cifar100 {settings}".strip(), run["seconds"], hardware(run["machine"], run["options"].get("threads")), run["parameters"], kind, "one run: ")


def unhelpful():
    """What results beside this one say did not help."""
    for path in sorted(RESULTS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for paragraph in re.findall(r"^What did not help: (.+?)(?:\n\n|\Z)", text, re.M | re.S):
            yield f"{paragraph[0].upper()}{' '.join(paragraph[1:].split())} ([results]({path.name}))"
        if "unsharp" in path.name:
            yield from (f"Unsharp masking: {line} ([results]({path.name}))" for line in re.findall(r"^\* (\S+: (?:no effect|unsharp masking hurts|.+too few).+)", text, re.M))


def main(folders):
    rows = [*published(), *shipped(), *seeds(), *transfer(), *fine_tuning(), *further(folders)]
    print("# CIFAR-100: published projects and ours, by the kind of model\n")
    print("Test accuracy on the 10,000 test images, in percent, plain: one look at each image, no averaging over models or mirror images. Ours in bold: epochs and settings were chosen on training images held "
          "out, or are those of the recipe; the test images were looked at once by each run. Intervals are 95 %, over the choice of test images unless they say \"over seeds\"; they tell nothing of other "
          "seeds where one run was made. Seconds are those of the training alone (of `cifar transfer`: from start to end). Written by `benchmarks/peers/reference_table.py`.\n")
    for kind in KINDS:
        print(f"## {kind[0].upper()}{kind[1:]}{'s' if 'network' in kind else ''}\n")
        print("| model | accuracy (%) | 95 % interval | training (s) | hardware | parameters | command, remarks |\n|---|---|---|---|---|---|---|")
        print("\n".join(line for of, line in rows if of == kind) + "\n")
    best = max(float(found[1]) for _, line in rows if (found := re.match(r"\| \*\*.+?\*\* \| \*\*([\d.]+)", line)))
    print(f"The best accuracy published there, 80.55 %, is of a network that was pretrained on ImageNet and fine-tuned as a whole on a GPU. Our best is {best:.2f} %. No figure of ours was made on a GPU.\n")
    print("## What did not help\n")
    print("\n".join(f"* {line}" for line in unhelpful()) or "* Nothing is recorded.")


if __name__ == "__main__":
    main(sys.argv[1:])
