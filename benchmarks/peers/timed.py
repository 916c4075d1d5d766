"""What the peers' measurements share: times of repeated work, the most memory of this process, and the line of JSON in which they answer."""
import json
import statistics
import time


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(repeats, work):
    """Of several times in seconds, after one that does not count."""
    work()
    return statistics.median(seconds(work) for _ in range(repeats))


def peak_megabytes(process="self"):
    with open(f"/proc/{process}/status", encoding="ascii") as status:
        line = next(line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def tell(value, **more):
    print(json.dumps({"Value": value, "More": more or None}), flush=True)
