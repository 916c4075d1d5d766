#!/bin/bash
# Training steps of simple-cnn, ours and PyTorch's in turn, and a table of the medians.
# usage: benchmarks/training_speed.sh [ROUNDS [STEPS]]      default 7 rounds of 60 steps: about ten minutes; leave the machine alone meanwhile
# environment: BATCH (250), THREADS (2), PYTHON (/usr/bin/python3, Debian's python3-torch), OUT (benchmarks/results)
set -euo pipefail
command="${BATCH:+BATCH=$BATCH }${THREADS:+THREADS=$THREADS }benchmarks/training_speed.sh $*"
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
rounds=${1:-7} steps=${2:-60} warm_up=10
batch=${BATCH:-250} threads=${THREADS:-2} python=${PYTHON:-/usr/bin/python3} out=${OUT:-benchmarks/results}
artifacts=$root/artifacts/benchmarks
measurements=$(mktemp)
trap 'rm -f "$measurements"' EXIT

"$python" -c 'import torch' || { echo "training_speed: $python has no torch; install python3-torch or set PYTHON" >&2; exit 1; }
dotnet build -c Release --artifacts-path "$artifacts" -nodeReuse:false -v q benchmarks/Cifar.Benchmarks/Cifar.Benchmarks.csproj >&2
ours=$artifacts/bin/Cifar.Benchmarks/release/Cifar.Benchmarks

one() { "$@" | tee -a "$measurements" >&2; }
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  for augmentation in off on; do
    set -- "$batch" "$threads" "$warm_up" "$steps" "$augmentation"
    one "$ours" "$@"
    one "$python" benchmarks/peers/train_step.py "$@"
    one "$python" benchmarks/peers/train_step.py "$@" channels-last
  done
done

mkdir -p "$out"
machine=$(lscpu | sed -n 's/^Model name: *//p' | head -1 | tr -cs 'A-Za-z0-9' '-' | sed 's/^-//; s/-$//' | tr 'A-Z' 'a-z')
report=$out/$(date +%F)-${machine:-machine}-training-speed.md
"$python" benchmarks/peers/training_report.py "$measurements" "${command% }" > "$report.part"
mv "$report.part" "$report"
echo "wrote $report" >&2
