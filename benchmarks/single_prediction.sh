#!/bin/bash
# Single predictions through a PredictionEngine, and by ONNX Runtime alone, in turn in one process; a table of the times.
# usage: benchmarks/single_prediction.sh FOLDER [ROUNDS [PREDICTIONS]]      FOLDER holds model.zip and model.onnx of one training; 8 rounds of 400; leave the machine alone meanwhile
# environment: OUT (benchmarks/results), PYTHON (/usr/bin/python3)
set -euo pipefail
[[ $# -ge 1 && $# -le 3 && ${2:-1}${3:-1} =~ ^[1-9][0-9]*$ ]] || { sed -n '3,4p' "$0" >&2; exit 2; }
folder=$(cd "$1" && pwd) rounds=${2:-8} predictions=${3:-400}
for file in model.zip model.onnx; do [ -f "$folder/$file" ] || { echo "single_prediction: there is no $file in $1" >&2; exit 1; }; done
cd "$(dirname "$0")/.."
python=${PYTHON:-/usr/bin/python3} out=${OUT:-benchmarks/results} artifacts=$PWD/artifacts/benchmarks
dotnet build -c Release --artifacts-path "$artifacts" -nodeReuse:false -v q benchmarks/Cifar.Benchmarks/Cifar.Benchmarks.csproj >&2

measurement=$(mktemp)
trap 'rm -f "$measurement"' EXIT
"$artifacts/bin/Cifar.Benchmarks/release/Cifar.Benchmarks" prediction "$folder" "$rounds" "$predictions" | tail -n 1 | tee "$measurement" >&2
mkdir -p "$out"
report=$out/$(date +%F)-$("$python" benchmarks/peers/machine.py)-single-prediction.md
"$python" benchmarks/peers/prediction_report.py "$measurement" "benchmarks/single_prediction.sh FOLDER $rounds $predictions" > "$report.part"
mv "$report.part" "$report"
echo "wrote $report" >&2
