#!/usr/bin/env python3
"""Writes safetensors files with nothing but struct, json and NumPy, for the tests of our reader and writer.

    /usr/bin/python3 benchmarks/peers/make_safetensors_fixtures.py               (Debian: python3-numpy)
    /usr/bin/python3 benchmarks/peers/make_safetensors_fixtures.py FILE          prints what a file holds

The format: an unsigned 64-bit little-endian size, so many bytes of JSON (name -> dtype, shape, data_offsets; texts under __metadata__), the data.
all-types.safetensors holds each element type; all-types.json the same values as numbers. Where the safetensors package is installed,
its reader has to agree.
"""
import json
import pathlib
import struct
import sys

import numpy as np

TARGET = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests/Fixtures/safetensors"
PLAIN = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}


def to_bf16(values):
    """The upper half of a float32, rounded to nearest, ties to even."""
    bits = np.asarray(values, "<f4").view("<u4").astype("<u8")
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


def from_bf16(halves):
    return (halves.astype("<u4") << 16).view("<f4")


def encode(dtype, values):
    return to_bf16(values) if dtype == "BF16" else np.asarray(values).astype(PLAIN[dtype])


def decode(dtype, data):
    return from_bf16(np.frombuffer(data, "<u2")) if dtype == "BF16" else np.frombuffer(data, PLAIN[dtype])


def write(path, tensors, metadata):
    """tensors: name -> (dtype, array). Largest elements first, then by name."""
    encoded = sorted(((name, dtype, encode(dtype, values)) for name, (dtype, values) in tensors.items()), key=lambda entry: (-entry[2].itemsize, entry[0]))
    header, data = {"__metadata__": dict(sorted(metadata.items()))}, b""
    for name, dtype, values in encoded:
        header[name] = {"dtype": dtype, "shape": list(values.shape), "data_offsets": [len(data), len(data) + values.nbytes]}
        data += np.ascontiguousarray(values).tobytes()
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    content = path.read_bytes()
    (size,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + size])
    data = content[8 + size:]
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = entry["dtype"], decode(entry["dtype"], data[start:end]).reshape(entry["shape"])
    return metadata, tensors


def examples():
    random = np.random.RandomState(7)
    reals = np.array([0.0, -0.0, 1.0, -1.5, 1 / 3, 65504.0, 1e-7, 3.0e38, np.inf, -np.inf, 1.00390625, 1.01171875])
    with np.errstate(over="ignore"):
        yield "double", "F64", reals.reshape(3, 4)
        yield "conv.weight", "F32", random.randn(4, 3, 3, 3)
        yield "half", "F16", reals.astype("f2").reshape(2, 6)
        yield "brain", "BF16", reals
        yield "scalar", "F32", np.float32(0.1)
        yield "empty", "F32", np.zeros((0, 5))
        yield "order", "I64", np.array([0, 1, -1, 2**63 - 1, -2**63])
        yield "int", "I32", np.array([[2**31 - 1], [-2**31]])
        yield "short", "I16", np.array([32767, -32768, 5])
        yield "tiny", "I8", np.array([127, -128, 0])
        yield "byte", "U8", np.arange(0, 256, 5)
        yield "mask", "BOOL", np.array([True, False, True])
        yield "na\u00efve \"quoted\"", "U8", np.array([1])


def numbers(dtype, values):
    """Doubles as text that a C# parser turns into the same double."""
    return [repr(float(value)) if dtype.endswith(("F16", "F32", "F64")) else str(int(value)) for value in np.asarray(values).ravel()]


def main():
    if len(sys.argv) > 1:
        metadata, tensors = read(pathlib.Path(sys.argv[1]))
        for name, (dtype, values) in tensors.items():
            print(f"{name}\t{dtype}\t{list(values.shape)}\t{float(np.sum(values, dtype='f8')):.6g}")
        print(metadata)
        return

    TARGET.mkdir(parents=True, exist_ok=True)
    path = TARGET / "all-types.safetensors"
    write(path, {name: (dtype, values) for name, dtype, values in examples()}, {"producer": "numpy", "format": "pt"})
    metadata, tensors = read(path)
    expected = {name: {"dtype": dtype, "shape": list(values.shape), "values": numbers(dtype, values)} for name, (dtype, values) in tensors.items()}
    (TARGET / "all-types.json").write_text(json.dumps({"metadata": metadata, "tensors": expected}, indent=1, ensure_ascii=False) + "\n")
    try:
        from safetensors import safe_open
    except ImportError:
        return
    with safe_open(str(path), "np") as file:
        assert set(file.keys()) == set(tensors)
        for name in file.keys():
            dtype, values = tensors[name]
            if dtype != "BF16":
                np.testing.assert_array_equal(file.get_tensor(name), values)
    print("the safetensors package agrees")


if __name__ == "__main__":
    main()
