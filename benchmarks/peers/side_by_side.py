"""Runs what benchmarks/run.sh is asked for, ours and the peers in turn on the same cores, and writes the report and every single number.

usage: side_by_side.py REPORT COMMAND ROUNDS quick|full ITEM...
environment: BENCH, SAMPLES, WORK, DATA, CORES
"""
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time

import side_by_side_report
from cases import ITEMS, RUNS, SERVER, Cases, answers_of, value_of
from served import peak_of_server

PATIENCE = 3600  # seconds that a process may take


class Failed(Exception):
    pass


def pinned(command):
    return ("taskset", "-c", os.environ["CORES"], *command)


def run(command):
    """Standard output and the seconds that it took."""
    start = time.perf_counter()
    try:
        done = subprocess.run(pinned(command), capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(str(error)) from error
    if done.returncode != 0:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise Failed(next((line.strip() for line in said if "xception" in line or "rror" in line), said[-1].strip() if said else f"exit status {done.returncode}"))
    return done.stdout, time.perf_counter() - start


def measure(side, answered):
    """One value of one side; processes that measure both sides at once run once a round."""
    if side.how == SERVER:
        try:
            return peak_of_server(pinned(side.command), side.key, os.path.join(os.environ["WORK"], "picture.png"))
        except OSError as reason:
            raise Failed(str(reason)) from reason
    if side.command not in answered or side.how != RUNS:
        answered[side.command] = run(side.command)
    output, seconds = answered[side.command]
    if side.how != RUNS:
        return seconds
    answers = answers_of(output)
    if not answers:
        raise Failed("it printed no measurement")
    return value_of(side, answers)


def accuracy(answer, case):
    reached = answer["More"]["Accuracy"]
    if reached < case.least_accuracy:
        raise Failed(f"a training reached {reached:.1%} only; its time is none to {case.least_accuracy:.0%}")
    return reached


def same_bytes(case):
    import numpy
    ours, peer = (numpy.fromfile(file, dtype=numpy.uint8).astype(int) for file in case.compare)
    difference = int(abs(ours - peer).max()) if len(ours) == len(peer) else None
    if difference is None or difference > 1:
        raise Failed(f"both sides computed different images (greatest difference {difference})")
    return difference


def measured(cases, rounds, save):
    """Case by case, values by side; what cannot be measured has a reason instead."""
    found = []
    for case in cases:
        entry = {"item": case.item, "work": case.work, "unit": case.unit, "better": case.better, "sides": [side.name for side in case.sides],
                 "goals": case.goals, "work_of": case.work_of, "values": {side.name: [] for side in case.sides}}
        found.append(entry)
        missing = [name for name in case.needs if importlib.util.find_spec(name) is None]
        if missing:
            entry["left_out"] = f"{sys.executable} has no module {', '.join(missing)} (on Debian: eng/setup.sh --peers)"
            print(f"{case.work}: left out, {entry['left_out']}", file=sys.stderr)
            continue
        try:
            for round_ in range(min(rounds, case.most_rounds)):
                answered = {}
                # No side is always the first one after the others have warmed the processor.
                order = case.sides[round_ % len(case.sides):] + case.sides[:round_ % len(case.sides)]
                for side in order:
                    value = measure(side, answered)
                    if case.least_accuracy:
                        entry.setdefault("accuracies", {}).setdefault(side.name, []).append(accuracy(answers_of(answered[side.command][0])[0], case))
                    entry["values"][side.name].append(value)
                    print(f"{case.work}: {side.name} {value:,.4g} {case.unit}", file=sys.stderr, flush=True)
                    save(found)
            if case.compare:
                entry["greatest_difference"] = same_bytes(case)
        except Failed as reason:
            entry["failed"] = str(reason)[:300]
            print(f"{case.work}: failed: {reason}", file=sys.stderr)
        save(found)
    return found


def main(report, command, rounds, mode, *items):
    quick, threads = mode == "quick", len(os.sched_getaffinity(0).intersection(cores(os.environ["CORES"])))
    if threads == 0:
        sys.exit(f"run.sh: CORES is {os.environ['CORES']}; this process may not use any of them")
    facts = {"command": command, "rounds": int(rounds), "quick": quick, "cores": os.environ["CORES"], "threads": threads, "load_before": os.getloadavg()[0]}
    bench = os.environ["BENCH"]
    built = Cases(bench, os.environ["SAMPLES"], sys.executable, os.environ["WORK"], os.environ["DATA"], threads, quick)

    def save(cases, **more):
        with open(report.removesuffix(".md") + ".json.part", "w", encoding="utf-8") as file:
            json.dump({**facts, **more, "cases": cases}, file, indent=1)

    more = {}
    if "peak" in items or "training" in items:
        try:
            more["peak"] = max(answers_of(run((bench, "peak", str(threads), "5"))[0])[0]["Value"] for _ in range(2))
        except Failed as reason:
            sys.exit(f"run.sh: the peak of the machine could not be measured: {reason}")
    found = measured(built.all(items), int(rounds), lambda cases: save(cases, **more))
    if "training" in items:
        more["multiply_adds"] = {" ".join(entry["work_of"]): answers_of(run((bench, "work", *entry["work_of"]))[0])[0]["Value"]
                                 for entry in found if entry["work_of"] and "failed" not in entry and "left_out" not in entry}
    if "scaling" in items:
        more["scaling"] = scaling(bench, threads, report)
    save(found, **more)
    os.replace(report.removesuffix(".md") + ".json.part", report.removesuffix(".md") + ".json")
    with open(report + ".part", "w", encoding="utf-8") as file:
        file.write(side_by_side_report.text({**facts, **more, "load_after": os.getloadavg()[0]}, found, os.path.basename(report)))
    os.replace(report + ".part", report)
    print(f"wrote {report}", file=sys.stderr)
    sys.exit(1 if any("failed" in entry for entry in found) else 0)


def scaling(bench, threads, report):
    points, lines = [], os.path.join(os.environ["WORK"], "points.json")
    with open(lines, "w", encoding="utf-8") as file:
        for what in ("batch", "size", "threads", "data"):
            try:
                output = run((bench, "scaling", what, os.environ["DATA"], str(threads)))[0]
            except Failed as reason:
                print(f"scaling over {what} failed: {reason}", file=sys.stderr)
                continue
            points += answers_of(output)
            file.write("".join(line + "\n" for line in output.splitlines() if line.startswith("{")))
            print(f"scaling over {what}: done", file=sys.stderr, flush=True)
    base = report.removesuffix(".md")
    folder = os.path.join(os.environ["WORK"], "plots")
    os.makedirs(folder, exist_ok=True)
    run((bench, "plots", lines, folder))
    for name in sorted(os.listdir(folder)):
        shutil.copyfile(os.path.join(folder, name), f"{base}-{name}")
    return points


def cores(text):
    found = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


if __name__ == "__main__":
    if len(sys.argv) < 6 or any(item not in ITEMS for item in sys.argv[5:]):
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
