#!/bin/bash
# Training with 1, 2 and 4 processes on this machine, ours and PyTorch's DistributedDataParallel with Gloo in turn: strong and weak scaling.
# usage: benchmarks/scaling.sh [quick]      about 20 minutes, quick under 4; leave the machine alone meanwhile
# environment: ROUNDS (3, quick 1), NETS ('simple-cnn speed-net'), OUT (benchmarks/results), LIMIT (seconds for one run: 300),
#   PYTHON (/usr/bin/python3, with Debian's python3-torch)
set -euo pipefail
command="${ROUNDS:+ROUNDS=$ROUNDS }${NETS:+NETS='$NETS' }benchmarks/scaling.sh $*"
case ${1:-} in
  quick) quick=yes ;;
  '') quick= ;;
  *) sed -n '3p' "$0" >&2; exit 2 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
rounds=${ROUNDS:-${quick:+1}} rounds=${rounds:-3} python=${PYTHON:-/usr/bin/python3} out=${OUT:-benchmarks/results} limit=${LIMIT:-300}
"$python" -c 'import torch.distributed' || { echo "scaling: $python has no torch; install python3-torch, or set PYTHON" >&2; exit 1; }
artifacts=$root/artifacts/benchmarks
dotnet build -c Release --artifacts-path "$artifacts" -nodeReuse:false -v q samples/Cifar.Cli/Cifar.Cli.csproj >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
measurements=$work/measurements

# network, batch of one process, steps of an epoch, epochs, epochs when quick; between epochs ours writes checkpoints, so that they should not be too short
table='simple-cnn 250 10 6 3
speed-net 128 4 5 3'

# A run that fails or takes too long is left out of the report, and said so.
record() { local what=$1; shift; timeout "$limit" "$@" </dev/null >> "$measurements" || echo "scaling: left out, as it failed or took more than $limit s: $what" >&2; }

ours() {
  local net=$1 processes=$2 batch=$3 steps=$4 epochs=$5 folder=$work/run
  rm -rf "$folder"
  echo "ours: $net, $processes processes, batch $batch" >&2
  timeout "$limit" dotnet "$artifacts/bin/Cifar.Cli/release/cifar.dll" train --net "$net" --data "synthetic:$((steps * batch)),100" --batch "$batch" --epochs "$epochs" --validation 0 \
    --threads 1 --set precision=float32 --set imageSizes=full --set checkpoint-minutes=1440 --augment 'flip translate=2' --no-sharpen --processes "$processes" --out "$folder" </dev/null >"$work/log" 2>&1 \
    || { echo "scaling: left out, as it failed or took more than $limit s: ours $*" >&2; tail -n 3 "$work/log" >&2; return 0; }
  record "ours $*" "$python" benchmarks/peers/ddp_ours.py "$folder" "$batch" 1
}
peer() {
  echo "DDP: $1, $2 processes, batch $3" >&2
  record "DDP $*" "$python" benchmarks/peers/ddp_train.py "$1" "$2" "$3" 1 "$4" "$5"
}

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  while read -r net batch steps epochs short; do
    [ -z "$quick" ] || epochs=$short
    for scale in '1 1' '2 1' '2 2' '4 1' '4 4'; do
      read -r processes factor <<<"$scale"
      set -- "$net" "$processes" "$((batch * factor))" "$steps" "$epochs"
      # Neither stack is always the first one.
      if ((round % 2)); then ours "$@"; peer "$@"; else peer "$@"; ours "$@"; fi
    done
  done < <(grep -E "^($(tr ' ' '|' <<<"${NETS:-simple-cnn speed-net}")) " <<<"$table")
done

[ -s "$measurements" ] || { echo "scaling: nothing was measured" >&2; exit 1; }
mkdir -p "$out"
report=$out/$(date +%F)-$(cd benchmarks/peers && "$python" machine.py)-scaling.md
(cd benchmarks/peers && "$python" ddp_report.py "$measurements" "${command% }") > "$report.part"
mv "$report.part" "$report"
echo "wrote $report" >&2
