"""The text of a report of benchmarks/run.sh."""
import importlib.metadata
import itertools
import math
import platform
import statistics

import machine

MODULES = {"numpy": "NumPy", "torch": "PyTorch", "torchvision": "torchvision", "opencv": "OpenCV", "Pillow": "Pillow"}


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(values):
    return f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))})"


def ratio(entry, ours, peer):
    """Throughput of ours by the peer's; of memory, ours by the peer's."""
    return peer / ours if entry["better"] == "less" else ours / peer


def rows(found):
    for entry in found:
        mine, *peers = entry["sides"]
        for peer, goal in zip(peers, entry["goals"]):
            head = f"| {entry['work']} | {entry['unit']} | {mine} / {peer}"
            if "left_out" in entry or "failed" in entry:
                why = "left out: " + entry["left_out"] if "left_out" in entry else "failed: " + entry["failed"]
                yield f"{head} | | {why.replace('|', '/')} | | | {sign(entry)} {goal} | |"
                continue
            ours, theirs = entry["values"][mine], entry["values"][peer]
            found_ratio = ratio(entry, statistics.median(ours), statistics.median(theirs))
            pairs = [ratio(entry, a, b) for a, b in zip(ours, theirs)]
            met = found_ratio <= goal if entry["better"] == "memory" else found_ratio >= goal
            yield (f"{head} | {len(ours)} | {spread(ours)} | {spread(theirs)} | **{found_ratio:.2f}** ({min(pairs):.2f} to {max(pairs):.2f}) "
                   f"| {sign(entry)} {goal} | {'yes' if met else '**no**'} |")


def sign(entry):
    return "≤" if entry["better"] == "memory" else "≥"


def peak_section(facts, found):
    if "peak" not in facts:
        return
    yield f"\n## Share of the machine's peak\n\nMatrix products of 32-bit floats, the best of several sizes with {facts['threads']} threads: **{facts['peak']:,.0f} GFLOP/s**."
    measured = [entry for entry in found if entry["work_of"] and "failed" not in entry and "left_out" not in entry]
    if not measured:
        return
    yield "A training step is counted as three forward passes: forward, gradients of the inputs, gradients of the weights; a multiply-add is two operations.\n"
    sides = measured[0]["sides"]
    yield "| network | million multiply-adds, forward | " + " | ".join(f"{side}, GFLOP/s | of the peak" for side in sides) + " |"
    yield "|---|---|" + "---|---|" * len(sides)
    for entry in measured:
        adds = facts["multiply_adds"][" ".join(entry["work_of"])]
        speeds = [6 * adds * statistics.median(entry["values"][side]) / 1e9 for side in sides]
        yield f"| {entry['work_of'][0]} | {adds / 1e6:,.1f} | " + " | ".join(f"{speed:,.0f} | {100 * speed / facts['peak']:.0f} %" for speed in speeds) + " |"


def slope(points):
    """Exponent of the growth over the upper half of the points: 1 is as fast as the work, below 1 is better."""
    upper = points[len(points) // 2 - 1:] if len(points) > 3 else points
    (x, y), (u, v) = upper[0], upper[-1]
    return math.log(v / y) / math.log(u / x)


def scaling_section(points, name):
    if not points:
        return
    yield "\n## How time grows with the work\n"
    yield "Exponent: the slope in the plot over the upper half of the points; 1 is growth as fast as the work, more than that would be a defect. For threads it is below 0 where more of them help.\n"
    key = lambda point: (point["What"], point["Curve"])
    for (what, curve), group in itertools.groupby(sorted(points, key=key), key):
        pairs = sorted((point["X"], point["Seconds"]) for point in group)
        exponent = f"{slope(pairs):.2f}" if len(pairs) > 1 else "-"
        yield f"\n**{curve}**, over {what}; exponent {exponent}\n"
        yield "| " + what + " | " + " | ".join(number(x) if x < 1e4 else f"{x:,.0f}" for x, _ in pairs) + " |"
        yield "|---" * (len(pairs) + 1) + "|"
        yield "| ms | " + " | ".join(number(1000 * seconds) for _, seconds in pairs) + " |"
        yield "| µs for one | " + " | ".join(number(1e6 * seconds / x) for x, seconds in pairs) + " |"
    for what in sorted({point["What"] for point in points}):
        yield f"\n![Time against {what}]({name}-scaling-{what}.svg)"


def versions():
    for package, name in MODULES.items():
        try:
            yield f"{name} {importlib.metadata.version(package)}"
        except importlib.metadata.PackageNotFoundError:
            if package == "opencv" and (found := opencv()):
                yield f"OpenCV {found}"


def opencv():
    try:
        import cv2
        return cv2.__version__
    except ImportError:
        return None


def text(facts, found, name):
    lines = ["# Performance: this library and what people use today, side by side\n"]
    lines.append(f"n = {facts['rounds']} rounds{' (quick: fewer steps and files)' if facts['quick'] else ''}; within a round both sides run in turn, each as a process of its own on cores "
                 f"{facts['cores']} with {facts['threads']} thread{'s' if facts['threads'] > 1 else ''}, and change places from round to round. PredictionEngine, Transform and features run both sides in one process, "
                 "in turn. Load of the machine before: "
                 f"{facts['load_before']:.2f} (1 minute). Medians, and least to greatest in brackets; the ratio is throughput of ours by the peer's (times: the inverse), for memory ours by the peer's. "
                 "Its brackets hold the ratios of single rounds.\n")
    if found:
        lines += ["| work | unit | sides | n | ours | peer | ratio | goal | reached |", "|---|---|---|---|---|---|---|---|---|", *rows(found)]
    for entry in found:
        if "greatest_difference" in entry:
            lines.append(f"\n{entry['work']}: both sides give the same images; greatest difference {entry['greatest_difference']} grey levels.")
        if "accuracies" in entry:
            reached = "; ".join(f"{side} {', '.join(f'{100 * value:.1f} %' for value in values)}" for side, values in entry["accuracies"].items())
            lines.append(f"\n{entry['work']}: reached {reached}.")
    lines += peak_section(facts, found)
    lines += scaling_section(facts.get("scaling"), name.removesuffix(".md"))
    lines.append("\n## Machine\n")
    lines += ["* " + line for line in machine.hardware()]
    lines.append("\n## Versions\n")
    lines += ["* " + line for line in [*machine.versions(), f"Python {platform.python_version()}, " + ", ".join(versions())]]
    lines.append(f"\n## Again\n\n```\n{facts['command']}\n```\n\nEvery number: [{name.removesuffix('.md')}.json]({name.removesuffix('.md')}.json)")
    return "\n".join(lines) + "\n"
