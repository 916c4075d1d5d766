#!/bin/bash
# Does unsharp masking help? Two networks, several seeds each, trained with it and without it by the same settings; each run is evaluated on the test images once.
# usage: benchmarks/unsharp.sh FOLDER [EPOCHS-OF-SIMPLE-CNN [EPOCHS-OF-SPEED-NET]]      10 and 3; FOLDER holds the runs; start again to go on after an interruption
# environment: SEEDS ("0 1 2"), DATA (cifar100), OUT (benchmarks/results), OPTIONS (more options of cifar train), CIFAR (./cifar), PYTHON (/usr/bin/python3)
set -euo pipefail
[[ $# -ge 1 && $# -le 3 && ${2:-1}${3:-1} =~ ^[1-9][0-9]*$ ]] || { sed -n '3,4p' "$0" >&2; exit 2; }
mkdir -p "$1"
runs=$(cd "$1" && pwd)
declare -A epochs=([simple-cnn]=${2:-10} [speed-net]=${3:-3})
cd "$(dirname "$0")/.."
. benchmarks/runs.sh
python=${PYTHON:-/usr/bin/python3} data=${DATA:-cifar100}

pairs=()
for seed in ${SEEDS:-0 1 2}; do
  for network in simple-cnn speed-net; do
    base=$runs/$network-${epochs[$network]}-epochs-seed-$seed
    for choice in sharpen no-sharpen; do
      # shellcheck disable=SC2086  # OPTIONS may be several words
      train_and_evaluate "$base-$choice" --net "$network" --data "$data" --validation 0 --epochs "${epochs[$network]}" --seed "$seed" "--$choice" ${OPTIONS:-}
    done
    pairs+=("$base-sharpen" "$base-no-sharpen")
  done
done

command="${OPTIONS:+OPTIONS='$OPTIONS' }benchmarks/unsharp.sh FOLDER ${epochs[simple-cnn]} ${epochs[speed-net]}"
write_report "${OUT:-benchmarks/results}/$(date +%F)-$("$python" benchmarks/peers/machine.py)-unsharp.md" \
  "$python" benchmarks/peers/unsharp_report.py "$command" "${pairs[@]}"
