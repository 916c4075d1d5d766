#!/bin/bash
# speed-net trained on all training images with several seeds, each evaluated on the test images once; writes a table with mean and spread.
# usage: benchmarks/speed_net_seeds.sh FOLDER EPOCHS [OPTION-OF-TRAIN...]      FOLDER holds the runs; start again to go on after an interruption
# environment: SEEDS ("0 1 2"), DATA (cifar100), OUT (benchmarks/results), CIFAR (./cifar), PYTHON (/usr/bin/python3)
set -euo pipefail
[[ $# -ge 2 && ${2:-} =~ ^[1-9][0-9]*$ ]] || { sed -n '3,4p' "$0" >&2; exit 2; }
mkdir -p "$1"
runs=$(cd "$1" && pwd) epochs=$2
shift 2
cd "$(dirname "$0")/.."
. benchmarks/runs.sh
python=${PYTHON:-/usr/bin/python3} data=${DATA:-cifar100}

folders=()
for seed in ${SEEDS:-0 1 2}; do
  folder=$runs/speed-net-$epochs-epochs-seed-$seed
  train_and_evaluate "$folder" --net speed-net --data "$data" --validation 0 --epochs "$epochs" --seed "$seed" "$@"
  folders+=("$folder")
done

command="benchmarks/speed_net_seeds.sh FOLDER $epochs${*:+ $*}"
write_report "${OUT:-benchmarks/results}/$(date +%F)-$("$python" benchmarks/peers/machine.py)-speed-net-$epochs-epochs.md" \
  "$python" benchmarks/peers/seeds_report.py "$command" "${folders[@]}"
