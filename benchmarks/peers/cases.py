"""What benchmarks/run.sh measures: for each piece of work our command, the peers' commands, and the goal for the ratio."""
import functools
import json
import os
import statistics
from dataclasses import dataclass, field

RUNS, SECONDS, SERVER = "prints JSON", "is timed from outside", "is a server whose memory counts"


@dataclass(frozen=True)
class Side:
    name: str
    command: tuple
    key: str = "Value"  # where the value is in the JSON; dots go deeper
    how: str = RUNS


@dataclass(frozen=True)
class Case:
    item: str
    work: str
    unit: str
    ours: Side
    peers: tuple
    goals: tuple  # one number for each peer
    better: str = "more"  # "less": times, where the ratio is peer / ours; "memory": less, and the ratio is ours / peer, to be at most the goal
    needs: tuple = ()  # modules of Python
    work_of: tuple = ()  # network, width, side, whose multiply-adds are known
    compare: tuple = field(default=(), compare=False)  # two files of bytes that must agree within 1
    least_accuracy: float = 0  # what a training has to reach for its time to count
    most_rounds: int = 1000  # fewer rounds than asked for, where one takes many minutes

    @property
    def sides(self):
        return (self.ours, *self.peers)


def value_of(side, answers):
    """The side's number among the lines of JSON that its process printed; the median where there are several."""
    return statistics.median(functools.reduce(lambda found, name: found[name], side.key.split("."), answer) for answer in answers)


ITEMS = ("peak", "records", "sharpen", "pictures", "start", "memory", "augmentation", "prediction", "features", "training", "accuracy", "scaling")


class Cases:
    """Built from where things are and how long it may take."""

    def __init__(self, bench, samples, python, work, data, threads, quick):
        self.bench, self.samples, self.work, self.data, self.threads, self.quick = bench, samples, work, data, str(threads), quick
        self.peer = lambda script, *args: (python, os.path.join(os.path.dirname(__file__), script), *map(str, args))

    def all(self, items):
        return [case for item in items if item not in ("peak", "scaling") for case in getattr(self, item)()]

    def ours(self, *args, key="Value", name="MlNetCifar"):
        return Side(name, (self.bench, *map(str, args)), key)

    def records(self):
        return [Case("records", "50,000 records of train.bin to float32 tensors", "images/s",
                     self.ours("records", self.data, self.threads, 5), (Side("NumPy", self.peer("records.py", self.data, self.threads, 5)),), (1.0,), needs=("numpy",))]

    def sharpen(self):
        for name, file, count, height, width, repeats in (("32 x 32, 2,000 images", "small.rgb", 2000, 32, 32, 7), ("1920 x 1080", "large.rgb", 1, 1080, 1920, 15)):
            source = os.path.join(self.work, file)
            results = (source + ".ours", source + ".peer")
            yield Case("sharpen", f"unsharp mask, uint8 RGB, {name}, one thread", "images/s",
                       self.ours("sharpen", source, height, width, repeats, results[0]),
                       (Side("cv2.filter2D", self.peer("sharpen.py", source, height, width, repeats, results[1])),), (1.0,), needs=("cv2",), compare=results)

    def pictures(self):
        folder = os.path.join(self.work, f"pictures-{self.picture_count}")
        return [Case("pictures", f"{self.picture_count:,} JPEGs of 500 px: decode, resize to 224, normalise, batches", "images/s",
                     self.ours("pictures", folder, 224, self.threads),
                     (Side("torchvision", self.peer("pictures.py", folder, 224, self.threads)),), (1.5,), needs=("torch", "torchvision", "PIL"))]

    @property
    def picture_count(self):
        return 1000 if self.quick else 5000

    def start(self):
        model, script, picture = (os.path.join(self.work, name) for name in ("model/model.onnx", "script.pt", "picture.png"))
        peer = Side("PyTorch, TorchScript", self.peer("first_prediction.py", script, picture), how=SECONDS)
        for name, folder in (("ReadyToRun", "console-r2r"), ("as built", "console")):
            program = os.path.join(self.samples, folder, "ConsolePrediction")
            if os.path.exists(program):
                yield Case("start", f"start to first prediction, console sample {name}", "s",
                           Side("MlNetCifar", (program, model, picture), how=SECONDS), (peer,), (3.0,), "less", ("torch", "PIL"))

    def memory(self):
        steps = 30 if self.quick else 300
        for network, batch, share in (("simple-cnn", 250, 1), ("speed-net", 512, 10)):
            args = (self.data, network, batch, self.threads, steps // share)
            yield Case("memory", f"peak memory of training {network} on CIFAR-100, batch {batch}, {steps // share} steps", "MB",
                       self.ours("memory", *args), (Side("PyTorch", self.peer("training_memory.py", *args)),), (0.7,), "memory", ("torch", "torchvision"))
        server = os.path.join(self.samples, "web", "Cifar.Web")
        yield Case("memory", "peak memory of serving simple-cnn, 400 requests", "MB",
                   Side("MlNetCifar", (server, "--models", os.path.join(self.work, "model/model.onnx"), "--rate", "0", "--urls", "http://127.0.0.1:{port}"), "/api/v1/classify", SERVER),
                   (Side("PyTorch, http.server", self.peer("server.py", os.path.join(self.work, "script.pt"), "{port}"), "/", SERVER),), (0.7,), "memory", ("torch", "PIL"))

    def augmentation(self):
        for network, what, steps in (("none", "augmentation alone", 40), ("simple-cnn", "and training steps of simple-cnn", 40)):
            args = (self.data, network, 250, self.threads, 8, steps if self.quick else 150)
            yield Case("augmentation", f"flip, crop, cutout from bytes in memory: {what}", "images/s",
                       self.ours("augmented", *args), (Side("DataLoader, 2 workers", self.peer("augmented.py", *args)),), (2.0,), needs=("torch", "torchvision", "PIL"))

    def prediction(self):
        rounds = 3 if self.quick else 6
        single = self.ours("prediction", os.path.join(self.work, "model"), rounds, 400).command
        yield Case("prediction", "one prediction, median", "ms", Side("PredictionEngine", single, "Engine.P50"), (Side("bare ONNX Runtime", single, "Bare.P50"),), (0.87,), "less")
        yield Case("prediction", "one prediction, 99th percentile", "ms", Side("PredictionEngine", single, "Engine.P99"), (Side("bare ONNX Runtime", single, "Bare.P99"),), (0.87,), "less")
        batch = self.ours("transform", os.path.join(self.work, "model/model.onnx"), 5000, 3 * rounds).command
        yield Case("prediction", "5,000 images by Transform", "images/s", Side("Transform", batch, "Ours"), (Side("bare ONNX Runtime", batch, "Bare"),), (0.98,))

    def features(self):
        for backbone in os.environ.get("BACKBONES", "mobilenet-v2").split():
            both = self.ours("features", backbone, 160, 4, 2048, self.threads, 1 if self.quick else 2).command
            yield Case("features", f"features of {backbone}, 160 px", "images/s", Side("cifar features", both, "Ours"), (Side("bare ONNX Runtime", both, "Bare"),), (0.98,))

    def training(self):
        for network, width, batch, warm_up, steps, short in (
                ("simple-cnn", "1", 250, 5, 60, 20), ("speed-net", "1", 512, 1, 6, 2), ("dropblock-resnet", "0.25", 250, 1, 8, 3), ("resnet18", "1", 128, 1, 8, 2)):
            args = (network, width, "32", "float32", "on", batch, self.threads, warm_up, short if self.quick else steps)
            yield Case("training", f"training step, {network}{'' if width == '1' else ', width ' + width}, batch {batch}", "images/s",
                       self.ours(*args, key="ImagesPerSecond"),
                       (Side("PyTorch eager", self.peer("train_step.py", *args), "ImagesPerSecond"),
                        Side("PyTorch channels-last", self.peer("train_step.py", *args, "channels-last"), "ImagesPerSecond")),
                       (1.2, 1.0), needs=("torch", "torchvision"), work_of=(network, width, "32"))

    def accuracy(self):
        for target, epochs in ((0.6, 4),) if self.quick else ((0.6, 4), (0.7, 12)):
            args = (self.data, epochs, self.threads, 0)
            yield Case("accuracy", f"speed-net from random weights to {target:.0%} of CIFAR-100's images held out, {epochs} epochs", "s",
                       self.ours("accuracy", *args),
                       (Side("PyTorch eager", self.peer("time_to_accuracy.py", *args)), Side("PyTorch channels-last", self.peer("time_to_accuracy.py", *args, "channels-last"))),
                       (1.1, 1.1), "less", ("torch", "torchvision"), least_accuracy=target, most_rounds=1 if self.quick else 3)


def answers_of(text):
    """The lines of JSON among what a process printed."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
