"""Prepares and collects what benchmarks/reference_models.sh ships.

usage: reference_ship.py prepare RUN SHIPPED
       reference_ship.py ship NAME RUN SHIPPED CALIBRATION.json OUT DEFAULT COMMAND
"""
import csv
import hashlib
import json
import pathlib
import shutil
import sys

# Where things lay on the machine of the training is nobody's business.
PLACES = ("plan", "model", "onnx", "state", "error")

# Measured beside other work; speed has measurements of its own.
TIMES = ("millisecondsPerImage", "latencyMilliseconds", "machine")
TIMED_LINES = ("- time an image", "- one picture alone", "- measured on")


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def write(path, value):
    pathlib.Path(path).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def training_seconds(run):
    """Of all epochs with their validation: a training that was resumed has rested in between."""
    with open(run / "history.csv", encoding="utf-8", newline="") as course:
        return round(sum(float(epoch["seconds"]) for epoch in csv.DictReader(course)), 2)


def prepare(run, shipped):
    """The record of the training without the places of its files, for the card."""
    record = {key: value for key, value in read(pathlib.Path(run) / "run.json").items() if key not in PLACES}
    record["seconds"] = training_seconds(pathlib.Path(run))
    record["options"] = {key: value for key, value in record["options"].items() if "older" not in key and value is not None}
    write(pathlib.Path(shipped) / "run.json", record)


def results(name, shipped, record):
    """What the evaluation of the shipped file printed, and what the file cost to make."""
    test = read(shipped / "test.json")
    test.update(model=f"onnx/{name}.onnx", files=[])
    test["costs"] = {key: value for key, value in test["costs"].items() if key not in TIMES}
    return {**{key: value for key, value in test.items() if key != "seconds"}, "training": record["training"], "trainingSeconds": record["seconds"], "machine": record["machine"], "versions": record["versions"]}


def calibration_text(fit):
    threshold = fit.get("threshold")
    lines = [f"The temperature was fitted to {fit['count']:,} training images that the training held out: log-loss there {fit['logLossBefore']:.3f} before, {fit['logLossAfter']:.3f} after. "
             "No test image was used."]
    if threshold:
        lines.append(f"From a probability of {threshold['probability']:.3f} on the model is sure: {100 * threshold['coverage']:.1f} % of those images, with at most "
                     f"{100 * threshold['risk']:.0f} % of them wrong (95 % certainty).")
    return "\n".join(lines)


def sure_text(test):
    sure = test.get("sure")
    return "" if not sure else (f"\nOn the test images: sure of {100 * sure['coverage']:.2f} %, of these {100 * sure['error']:.2f} % wrong; expected calibration error "
                                f"{test['expectedCalibrationError']:.4f}.")


def ship(name, run, shipped, calibration, out, default, command):
    run, shipped, out = pathlib.Path(run), pathlib.Path(shipped), pathlib.Path(out)
    record, test, export = read(shipped / "run.json"), read(shipped / "test.json"), read(shipped / "export.json")
    fit = read(calibration)["fit"]
    file = out / f"{name}.onnx"
    shutil.copyfile(shipped / f"{name}.onnx", file)
    shutil.copyfile(run / "history.csv", out / f"{name}.history.csv")
    write(out / f"{name}.results.json", results(name, shipped, record))
    agreement = export["agreement"]
    card = (shipped / "report" / "model-card.md").read_text(encoding="utf-8").rstrip()
    card = "\n".join(line for line in card.split("\n") if not line.startswith(TIMED_LINES))
    card += f"\n\n## Temperature and threshold\n\n{calibration_text(fit)}{sure_text(test)}\n"
    card += (f"\n## File\n\nWeights are 16-bit floats, computed with in 32 bits: {export['bytes']:,} bytes instead of {export['bytesBefore']:,}. Against 32-bit weights on the "
             f"{agreement['count']:,} {export['split']} images: the same class for {100 * agreement['sameClass']:.2f} %, accuracy {100 * agreement['after']:.2f} % and "
             f"{100 * agreement['before']:.2f} %, probabilities within {agreement['largestDifference']:.4f}.\n")
    card += f"\n## Again\n\n```\n{command}\n./cifar evaluate --model onnx/{name}.onnx --data cifar100 --json\n```\n\nEverything about the file: `benchmarks/reference_models.sh FOLDER {name}`.\n"
    (out / f"{name}.md").write_text(card, encoding="utf-8")

    listed = out / "models.json"
    models = [model for model in (read(listed)["models"] if listed.exists() else []) if model["name"] != name]
    content = file.read_bytes()
    models.append({
        "name": name, "file": file.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "data": record["data"]["description"],
        "testAccuracy": test["microAccuracy"], "testImages": test["count"], "seed": record["training"]["seed"], "command": command,
        "export": f"cifar export --precision fp16 --out onnx/{name}.onnx"})
    models.sort(key=lambda model: (model["name"] != default, model["name"]))
    write(listed, {"default": default, "models": models})
    print(f"{file}: {len(content):,} bytes, {100 * test['microAccuracy']:.2f} %", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "prepare":
        prepare(*sys.argv[2:])
    elif len(sys.argv) == 9 and sys.argv[1] == "ship":
        ship(*sys.argv[2:])
    else:
        sys.exit(__doc__.strip())
