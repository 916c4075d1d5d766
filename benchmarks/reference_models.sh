#!/bin/bash
# Remakes the models under onnx/: trains them, fits their temperatures to training images held out, keeps their weights as 16-bit floats, evaluates the files on the
# test images once, and writes models, cards, results, courses and the list. Hours on a few cores; what is finished is not done again.
# usage: benchmarks/reference_models.sh FOLDER [NAME...]      simple-cnn, speed-net and wrn-16-4; FOLDER holds the runs; start again to go on after an interruption
# environment: CIFAR (./cifar), PYTHON (/usr/bin/python3), OUT (onnx), THREADS (all cores), DEFAULT (speed-net, the model that answers where none is asked for)
set -euo pipefail
[ $# -ge 1 ] || { sed -n '4,5p' "$0" >&2; exit 2; }
mkdir -p "$1"
runs=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
. benchmarks/runs.sh
python=${PYTHON:-/usr/bin/python3} out=${OUT:-onnx} threads=${THREADS:+--threads $THREADS}
names=("${@:-}")
[ -n "${names[0]}" ] || names=(simple-cnn speed-net wrn-16-4)

# Sets the options of a training. Each holds some images out, to fit the temperature to.
options_of() {
  options=(--data cifar100 --seed 0)
  case "$1" in
    simple-cnn) options+=(--net simple-cnn --epochs 30) ;;
    speed-net) options+=(--net speed-net --epochs 50 --validation 0.02 --augment 'flip=alternating translate=2 cutmix=1 cutmix-probability=0.5' --set AveragingDecay=0.995) ;;
    wrn-16-4)
      options+=(--net wrn-16-4 --epochs 40 --batch 256 --optimizer Muon --lr 0.1 --schedule Triangular --validation 0.02 --augment 'flip=alternating translate=2 cutmix=1 cutmix-probability=0.5'
        --set ImageSizes=20:0.45,24:0.75 --set Precision=Automatic --set HeadRate=6.7 --set BiasRate=0.5 --set AveragingDecay=0.995) ;;
    *) echo "reference_models.sh: no model is called $1" >&2; exit 2 ;;
  esac
}

# The options as one would type them.
typed() {
  local word
  for word; do
    case $word in *' '*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
  done
}

for name in "${names[@]}"; do
  options_of "$name"
  train_and_evaluate "$runs/$name" "${options[@]}" $threads
  [ -s "$runs/$name/calibrated.onnx" ] || cifar calibrate --model "$runs/$name/model.onnx" --data cifar100 --out "$runs/$name/calibrated.onnx" --json >"$runs/$name/calibration.json"

  shipped=$runs/$name-shipped/$name
  mkdir -p "$shipped"
  cifar export --model "$runs/$name/calibrated.onnx" --precision fp16 --data cifar100 --out "$shipped/$name.onnx" --json >"$shipped/export.json"
  "$python" benchmarks/peers/reference_ship.py prepare "$runs/$name" "$shipped"
  cifar evaluate --model "$shipped/$name.onnx" --data cifar100 --json >"$shipped/test.json"
  cifar report "$shipped" --out "$shipped/report" --licence "MIT, like the program. Trained from random weights; the images of CIFAR-100 are its authors'." >&2
  "$python" benchmarks/peers/reference_ship.py ship "$name" "$runs/$name" "$shipped" "$runs/$name/calibration.json" "$out" "${DEFAULT:-speed-net}" "cifar train$(typed "${options[@]}" $threads)"
done
