"""Reads the folders that benchmarks/runs.sh leaves, and the statistics that their reports share."""
import json
import math
import pathlib
import statistics

# 97.5 % quantile of Student's t for 1, 2, ... degrees of freedom.
T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


class Run:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        test = json.loads((folder / "test.json").read_text(encoding="utf-8"))
        if test["split"] != "test":
            raise ValueError(f"{folder.name} was evaluated on {test['split']} images, not on the test images")
        self.network = self.record["net"]
        self.seed = self.record["training"]["seed"]
        self.epochs = self.record["training"]["epochs"]
        self.images = self.record["training"]["trainingImages"]
        self.data = self.record["data"]["description"]
        self.seconds = self.record["seconds"]
        self.notes = self.record["notes"]
        self.threads = self.record["options"].get("threads") or "all"
        self.precision = self.record["recipe"]["precision"]
        self.test_images = test["count"]
        self.accuracy = 100 * test["microAccuracy"]
        self.top5 = 100 * test["top5Accuracy"]
        self.log_loss = test["logLoss"]


def notes(runs):
    """What the trainings themselves remarked, such as that they were resumed with another version."""
    lines = [f"* {run.network}, seed {run.seed}: {note}" for run in runs for note in run.notes]
    return "\n".join(["", "Notes of the trainings:", "", *lines]) if lines else ""


def mean_and_spread(values, digits=2):
    """Mean ± standard deviation; of one value, the value."""
    if len(values) == 1:
        return f"{values[0]:.{digits}f} (one run)"
    return f"{statistics.mean(values):.{digits}f} ± {statistics.stdev(values):.{digits}f}"


def half_width(values):
    """Half the 95 % interval of the mean of independent, normally distributed values; None where there are too few or too many for the table."""
    n = len(values)
    return T[n - 2] * statistics.stdev(values) / math.sqrt(n) if 2 <= n <= len(T) + 1 else None


def paired(pairs):
    """Of pairs of runs: the differences of their accuracies in points, their mean, and its 95 % interval as text."""
    differences = [one.accuracy - other.accuracy for one, other in pairs]
    half, mean = half_width(differences), statistics.mean(differences)
    return differences, mean, "-" if half is None else f"{mean - half:+.2f} to {mean + half:+.2f}"
