#!/bin/bash
# Do two processes learn as well as one? The same short trainings by 1 process with 2 threads and by 2 processes with 1 thread, several seeds, each evaluated on the test images once.
# usage: benchmarks/ranks.sh FOLDER [EPOCHS-OF-SIMPLE-CNN [EPOCHS-OF-SPEED-NET]]      5 and 2; 0 leaves a network out; FOLDER holds the runs; start again to go on after an interruption
# environment: SEEDS ("0 1 2"), LIMIT (all; train on so many images), DATA (cifar100), OUT (benchmarks/results), CIFAR (./cifar), PYTHON (/usr/bin/python3)
set -euo pipefail
[[ $# -ge 1 && $# -le 3 && ${2:-1}${3:-1} =~ ^[0-9]+$ ]] || { sed -n '3,4p' "$0" >&2; exit 2; }
mkdir -p "$1"
runs=$(cd "$1" && pwd)
declare -A epochs=([simple-cnn]=${2:-5} [speed-net]=${3:-2})
cd "$(dirname "$0")/.."
. benchmarks/runs.sh
python=${PYTHON:-/usr/bin/python3} data=${DATA:-cifar100}

pairs=()
for network in simple-cnn speed-net; do
  [ "${epochs[$network]}" != 0 ] || continue
  for seed in ${SEEDS:-0 1 2}; do
    base=$runs/$network-${LIMIT:-all}-images-${epochs[$network]}-epochs-seed-$seed
    options=(--net "$network" --data "$data" --validation 0 --epochs "${epochs[$network]}" --seed "$seed" ${LIMIT:+--limit "$LIMIT"})
    train_and_evaluate "$base-threads" "${options[@]}" --threads 2
    train_and_evaluate "$base-processes" "${options[@]}" --threads 1 --processes 2
    pairs+=("$base-processes" "$base-threads")
  done
done

write_report "${OUT:-benchmarks/results}/$(date +%F)-$("$python" benchmarks/peers/machine.py)-ranks.md" \
  "$python" benchmarks/peers/ranks_report.py "${LIMIT:+LIMIT=$LIMIT }benchmarks/ranks.sh FOLDER ${epochs[simple-cnn]} ${epochs[speed-net]}" "${pairs[@]}"
