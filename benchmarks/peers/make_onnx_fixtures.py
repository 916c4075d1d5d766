#!/usr/bin/python3
"""Makes Cifar.Pipelines.Tests/Fixtures/onnx: tiny ONNX models, encoded by hand from onnx.proto's field numbers, so that no ONNX package is needed.

    /usr/bin/python3 benchmarks/peers/make_onnx_fixtures.py
"""
import pathlib
import struct

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures" / "onnx"
FLOAT, INT64, STRING, FLOAT16 = 1, 7, 8, 10


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def blob(field, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(field << 3 | 2) + varint(len(data)) + data


def tensor(name, dims, values, kind=FLOAT):
    body = b"".join(number(1, d) for d in dims) + number(2, kind) + blob(8, name)
    if kind == STRING:
        return body + b"".join(blob(6, v) for v in values)
    return body + blob(9, struct.pack(f"<{len(values)}{'f' if kind == FLOAT else 'q'}", *values))


def value_info(name, dims, kind=FLOAT):
    """A dimension is a number, or a text when the model leaves it open."""
    shape = b"".join(blob(1, blob(2, d) if isinstance(d, str) else number(1, d)) for d in dims)
    return blob(1, name) + blob(2, blob(1, number(1, kind) + blob(2, shape)))


def attribute(name, value):
    body = blob(1, name)
    if isinstance(value, int):
        return body + number(3, value) + number(20, 2)
    if isinstance(value[0], str):
        return body + b"".join(blob(9, v) for v in value) + number(20, 8)
    return body + b"".join(number(8, v) for v in value) + number(20, 7)


def node(op, inputs, outputs, name="", domain="", **attributes):
    body = b"".join(blob(1, i) for i in inputs) + b"".join(blob(2, o) for o in outputs) + blob(3, name) + blob(4, op)
    body += b"".join(blob(5, attribute(k, v)) for k, v in attributes.items())
    return body + (blob(7, domain) if domain else b"")


def model(nodes, inputs, outputs, initializers=()):
    graph = b"".join(blob(1, n) for n in nodes) + blob(2, "graph") + b"".join(blob(5, i) for i in initializers)
    graph += b"".join(blob(11, i) for i in inputs) + b"".join(blob(12, o) for o in outputs)
    opsets = blob(8, number(2, 13)) + blob(8, blob(1, "ai.onnx.ml") + number(2, 2))
    return number(1, 7) + blob(2, "mlnetcifar") + blob(7, graph) + opsets


WEIGHTS = tensor("weights", [3, 4], [1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1])  # logits: the three inputs, then their sum
BIAS = tensor("bias", [4], [0.5, 0, 0, 0])

files = {
    # Open batch dimension; two outputs.
    "linear": model(
        [node("MatMul", ["pixels", "weights"], ["product"]), node("Add", ["product", "bias"], ["logits"]),
         node("Softmax", ["logits"], ["probabilities"], axis=1)],
        [value_info("pixels", ["N", 3])], [value_info("logits", ["N", 4]), value_info("probabilities", ["N", 4])], [WEIGHTS, BIAS]),
    # An image in, the mean of each channel out.
    "channel-means": model(
        [node("GlobalAveragePool", ["image"], ["means"])],
        [value_info("image", ["N", 3, 2, 2])], [value_info("means", ["N", 3, 1, 1])]),
    # The second dimension is open too.
    "open-length": model([node("Neg", ["values"], ["negative"])], [value_info("values", ["N", "M"])], [value_info("negative", ["N", "M"])]),
    "two-open": model([node("Neg", ["values"], ["negative"])], [value_info("values", ["N", "L", "M"])], [value_info("negative", ["N", "L", "M"])]),
    "whole-numbers": model([node("Add", ["a", "b"], ["sum"])], [value_info("a", ["N", 2], INT64), value_info("b", ["N", 2], INT64)],
                           [value_info("sum", ["N", 2], INT64)]),
    "texts": model([node("Identity", ["words"], ["same"])], [value_info("words", ["N", 2], STRING)], [value_info("same", ["N", 2], STRING)]),
    "half": model([node("Cast", ["values"], ["halves"], to=FLOAT16)], [value_info("values", ["N", 2])], [value_info("halves", ["N", 2], FLOAT16)]),
    # Slot names as ML.NET's exporter writes them: a node that nobody reads.
    "slot-names": model(
        [node("Neg", ["values"], ["scores"]),
         node("LabelEncoder", ["name"], ["unused"], name="mlnet.scores.SlotNames", domain="ai.onnx.ml", keys_strings=["cat", "dog"], values_int64s=[0, 1])],
        [value_info("values", ["N", 2])], [value_info("scores", ["N", 2])], [tensor("name", [1], ["cat"], STRING)]),
    # The weights are said to be in a file beside it.
    "external-data": model(
        [node("MatMul", ["pixels", "weights"], ["logits"])], [value_info("pixels", ["N", 3])], [value_info("logits", ["N", 4])],
        [number(1, 3) + number(1, 4) + number(2, FLOAT) + blob(8, "weights") + blob(13, blob(1, "location") + blob(2, "../weights.bin")) + number(14, 1)]),
    "unknown-operator": model([node("NoSuchOperator", ["values"], ["scores"])], [value_info("values", ["N", 2])], [value_info("scores", ["N", 2])]),
}

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (FOLDER / f"{name}.onnx").write_bytes(data)
        print(f"{name}.onnx: {len(data)} bytes")
