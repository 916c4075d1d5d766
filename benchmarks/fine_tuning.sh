#!/bin/bash
# A frozen backbone with a converged head against the same backbone with its last blocks trained as well, seed by seed; writes a table with mean and spread.
# usage: benchmarks/fine_tuning.sh FOLDER [OPTION-OF-TRANSFER...]      FOLDER holds the runs; start again to go on after an interruption
# environment: SEEDS ("0 1 2"), LIMIT (all training images; a number takes so many, in turn from every class), BACKBONE (efficientnet-b4-trunk), SIZE (160),
#   UNFREEZE (6), EPOCHS (5), LR (0.0004), CARELESS (any value adds a run with ten times the rate, the same for all layers),
#   DATA (cifar100), OUT (benchmarks/results), CIFAR (./cifar), PYTHON (/usr/bin/python3)
# Options that are given go to every run: --flip average, --resize bilinear, --device cuda ...
set -euo pipefail
[[ $# -ge 1 && ${1:-} != -* ]] || { sed -n '3,7p' "$0" >&2; exit 2; }
mkdir -p "$1"
runs=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
. benchmarks/runs.sh
python=${PYTHON:-/usr/bin/python3} rate=${LR:-0.0004}
common=(--backbone "${BACKBONE:-efficientnet-b4-trunk}" --data "${DATA:-cifar100}" --size "${SIZE:-160}" ${LIMIT:+--limit "$LIMIT"} "$@")
tuning=(--mode finetune --unfreeze "${UNFREEZE:-6}" --epochs "${EPOCHS:-5}")

# adapt KIND SEED OPTION-OF-TRANSFER...
adapt() {
  local folder=$runs/$1-seed-$2
  local seed=$2
  shift 2
  if [ -s "$folder/model.onnx" ] && grep -q '"interrupted": *false' "$folder/run.json" 2>/dev/null; then
    echo "$folder: adapted already" >&2
  else
    echo "$folder: cifar transfer ${common[*]} $* --seed $seed" >&2
    cifar transfer "${common[@]}" "$@" --seed "$seed" --out "$folder" --overwrite >&2
  fi

  if [ ! -s "$folder/test.json" ]; then
    cifar evaluate --model "$folder/model.onnx" --data "${DATA:-cifar100}" --json >"$folder/test.json.part"
    mv "$folder/test.json.part" "$folder/test.json"
  fi
}

for seed in ${SEEDS:-0 1 2}; do
  adapt frozen "$seed"
  adapt tuned "$seed" "${tuning[@]}" --lr "$rate"
  [ -z "${CARELESS:-}" ] || adapt careless "$seed" "${tuning[@]}" --lr "$(awk "BEGIN { print 10 * $rate }")" --layer-decay 1
done

settings="${SEEDS:+SEEDS='$SEEDS' }${LIMIT:+LIMIT=$LIMIT }${BACKBONE:+BACKBONE=$BACKBONE }SIZE=${SIZE:-160} UNFREEZE=${UNFREEZE:-6} EPOCHS=${EPOCHS:-5} LR=$rate ${CARELESS:+CARELESS=yes }"
write_report "${OUT:-benchmarks/results}/$(date +%F)-$("$python" benchmarks/peers/machine.py)-fine-tuning.md" \
  "$python" benchmarks/peers/fine_tuning_report.py "${settings}benchmarks/fine_tuning.sh FOLDER${*:+ $*}" "$runs" ${SEEDS:-0 1 2}
