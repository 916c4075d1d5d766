#!/bin/bash
# Us and the peers side by side, in turn on the same cores: times, memory and ratios, as a report with every number beside it.
# usage: benchmarks/run.sh [quick] [ITEM...]      everything takes some hours, quick (without scaling) about half an hour; leave the machine alone meanwhile
#   ITEM: peak records sharpen pictures start memory augmentation prediction features training accuracy scaling
# environment: CORES (all; a list such as 0,1 or 2-3: both sides run on these with as many threads), ROUNDS (5, quick 2), OUT (benchmarks/results),
#   DATA (the folder with CIFAR-100's train.bin), BACKBONES (mobilenet-v2), CIFAR_ONNX (the folder with them), ARTIFACTS (artifacts/benchmarks),
#   PYTHON (/usr/bin/python3, with Debian's python3-torch, python3-torchvision and python3-opencv; eng/setup.sh --peers installs them),
#   WORK (a temporary folder; one that is kept need not be filled again)
set -euo pipefail
cd "$(dirname "$0")/.."
known="peak records sharpen pictures start memory augmentation prediction features training accuracy scaling"
quick=full items=()
for word in "$@"; do
  if [ "$word" = quick ]; then quick=quick
  elif [[ " $known " == *" $word "* ]]; then items+=("$word")
  else sed -n '3,8p' benchmarks/run.sh >&2; exit 2
  fi
done
[ "$quick" = full ] || known=${known% scaling}
# shellcheck disable=SC2206  # one word an item
[ "${#items[@]}" -gt 0 ] || items=($known)
wanted() { [[ " ${items[*]} " == *" $1 "* ]]; }
command="${CORES:+CORES=$CORES }${ROUNDS:+ROUNDS=$ROUNDS }${BACKBONES:+BACKBONES='$BACKBONES' }benchmarks/run.sh${*:+ $*}"
rounds=${ROUNDS:-5}
[ "$quick" = full ] || rounds=${ROUNDS:-2}
python=${PYTHON:-/usr/bin/python3} artifacts=${ARTIFACTS:-artifacts/benchmarks} out=${OUT:-benchmarks/results}
CORES=${CORES:-$(taskset -cp $$ | sed 's/.*: //')}
command -v "$python" >/dev/null || { echo "run: there is no $python; install python3, or set PYTHON" >&2; exit 1; }

export DATA=${DATA:-${CIFAR_DATA:-${XDG_CACHE_HOME:-$HOME/.cache}/mlnetcifar/cifar-100-binary}}
if wanted records || wanted memory || wanted augmentation || wanted accuracy || wanted scaling; then
  [ -f "$DATA/train.bin" ] || { echo "run: there is no train.bin in $DATA; get it with ./cifar data get, or set DATA" >&2; exit 1; }
fi

pin() { taskset -c "$CORES" "$@"; }
build() { pin dotnet "$1" -c Release --artifacts-path "$artifacts" -m:1 -nodeReuse:false -v q "${@:2}" >&2; }
build build benchmarks/Cifar.Benchmarks
if [ -z "${WORK:-}" ]; then
  WORK=$(mktemp -d)
  trap 'rm -rf "$WORK"' EXIT
fi
mkdir -p "$WORK" "$out"
export CORES WORK BENCH=$artifacts/bin/Cifar.Benchmarks/release/Cifar.Benchmarks SAMPLES=$WORK/samples

if wanted sharpen && [ ! -f "$WORK/large.rgb" ]; then
  head -c $((2000 * 3 * 32 * 32)) /dev/urandom >"$WORK/small.rgb"
  head -c $((3 * 1080 * 1920)) /dev/urandom >"$WORK/large.rgb"
fi
if wanted pictures || wanted start || wanted memory; then
  count=5000
  [ "$quick" = full ] || count=1000
  [ -d "$WORK/pictures-$count" ] || pin "$python" benchmarks/peers/make_pictures.py "$WORK/pictures-$count" "$count" "$WORK/picture.png" || echo "run: no pictures could be made" >&2
fi
if wanted start || wanted memory; then
  [ -f "$WORK/script.pt" ] || pin "$python" benchmarks/peers/script_model.py "$WORK/script.pt" || echo "run: no TorchScript model could be made" >&2
  if [ ! -d "$SAMPLES" ]; then
    build publish samples/Cifar.Web -o "$SAMPLES/web"
    build publish samples/ConsolePrediction -o "$SAMPLES/console"
    # Code compiled ahead of time needs a compiler from the package source; without it the line is left out.
    build publish samples/ConsolePrediction -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$SAMPLES/console-r2r" || rm -rf "$SAMPLES/console-r2r"
  fi
fi
if wanted start || wanted memory || wanted prediction; then
  if [ ! -f "$WORK/model/model.onnx" ]; then
    build build samples/Cifar.Cli
    # What it knows plays no part; that it has 100 classes does not either.
    pin dotnet "$artifacts/bin/Cifar.Cli/release/cifar.dll" train --data synthetic:1000,100 --net simple-cnn --epochs 1 --out "$WORK/model" --overwrite >&2
  fi
fi

"$python" benchmarks/peers/side_by_side.py "$out/$(date +%F)-$("$python" benchmarks/peers/machine.py).md" "$command" "$rounds" "$quick" "${items[@]}"
