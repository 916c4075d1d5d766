"""One line of JSON, as ddp_train.py prints it, from the run.json of a training by `cifar train`.

usage: ddp_ours.py RUN-FOLDER BATCH THREADS
"""
import json
import os
import statistics
import sys


def main(folder, batch, threads):
    with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
        run = json.load(file)
    ranks = run.get("ranks") or {"size": 1, "bytesPerStep": 4 * run["parameters"], "communicationSeconds": 0, "waitingSeconds": 0}
    steps = len(run["history"]) * (run["data"]["images"] // int(batch))
    print(json.dumps({
        "stack": "ours", "net": run["net"], "processes": ranks["size"], "batch": int(batch), "threads": int(threads),
        "imagesPerSecond": statistics.median(epoch["imagesPerSecond"] for epoch in run["history"][1:]),
        "communicationMs": 1000 * ranks["communicationSeconds"] / steps, "waitingMs": 1000 * ranks["waitingSeconds"] / steps, "bytesPerStep": ranks["bytesPerStep"]}))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])
