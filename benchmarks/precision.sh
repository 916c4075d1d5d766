#!/bin/bash
# A model with weights as 32-bit and 16-bit floats and as 8-bit integers: size, accuracy on the test images, and speed in turn on the same cores.
# usage: benchmarks/precision.sh MODEL...      .onnx files that training wrote, which keep 32-bit floats; some minutes; leave the machine alone meanwhile
# environment: ROUNDS (5), OUT (benchmarks/results), PYTHON (/usr/bin/python3), DATA (cifar100)
set -euo pipefail
[ $# -ge 1 ] || { sed -n '3,4p' "$0" >&2; exit 2; }
models=()
for model; do models+=("$(realpath "$model")"); done
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3} out=${OUT:-benchmarks/results} artifacts=$PWD/artifacts/benchmarks rounds=${ROUNDS:-5} data=${DATA:-cifar100}
for project in benchmarks/Cifar.Benchmarks samples/Cifar.Cli; do
  dotnet build -c Release --artifacts-path "$artifacts" -nodeReuse:false -v q "$project" >&2
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for model in "${models[@]}"; do
  name=$(basename "$(dirname "$model")")
  mkdir -p "$work/$name"
  for precision in fp32 fp16 int8; do
    dotnet "$artifacts/bin/Cifar.Cli/release/cifar.dll" export --model "$model" --precision $precision --data "$data" --out "$work/$name/$precision.onnx" --json >"$work/$name/$precision.json"
  done
  for ((round = 1; round <= rounds; round++)); do
    for precision in fp32 fp16 int8; do
      "$artifacts/bin/Cifar.Benchmarks/release/Cifar.Benchmarks" transform "$work/$name/$precision.onnx" 2000 3 | tail -n 1 | tee -a "$work/$name/$precision.speeds" >&2
    done
  done
done
mkdir -p "$out"
report=$out/$(date +%F)-$("$python" benchmarks/peers/machine.py)-precision.md
"$python" benchmarks/peers/precision_report.py "$work" "${ROUNDS:+ROUNDS=$ROUNDS }benchmarks/precision.sh MODEL..." > "$report.part"
mv "$report.part" "$report"
echo "wrote $report" >&2
