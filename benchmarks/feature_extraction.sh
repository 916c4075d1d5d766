#!/bin/bash
# Features of a backbone with the cache on disk, against a bare loop of ONNX Runtime on the same batches, in turn in one process; writes a table.
# usage: benchmarks/feature_extraction.sh [ROUNDS]
# environment: BACKBONES ("mobilenet-v2 efficientnet-b4-trunk"), SIZE (160), BATCH (4), IMAGES (2048), THREADS (all cores), OUT (benchmarks/results),
#   ARTIFACTS (a folder for the build), PYTHON (/usr/bin/python3), CIFAR_ONNX (the folder with the backbones)
set -euo pipefail
[[ $# -le 1 && ${1:-5} =~ ^[1-9][0-9]*$ ]] || { sed -n '3,5p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
rounds=${1:-5} python=${PYTHON:-/usr/bin/python3} artifacts=${ARTIFACTS:-artifacts/benchmarks}
dotnet build -c Release --artifacts-path "$artifacts" -nodeReuse:false -v q benchmarks/Cifar.Benchmarks/Cifar.Benchmarks.csproj >&2

measurements=$(mktemp)
trap 'rm -f "$measurements"' EXIT
for backbone in ${BACKBONES:-mobilenet-v2 efficientnet-b4-trunk}; do
  "$artifacts/bin/Cifar.Benchmarks/release/Cifar.Benchmarks" features \
    "$backbone" "${SIZE:-160}" "${BATCH:-4}" "${IMAGES:-2048}" "${THREADS:-$(nproc)}" "$rounds" | tee -a "$measurements" >&2
done

. benchmarks/runs.sh
write_report "${OUT:-benchmarks/results}/$(date +%F)-$("$python" benchmarks/peers/machine.py)-feature-extraction.md" \
  "$python" benchmarks/peers/feature_report.py "$measurements"
