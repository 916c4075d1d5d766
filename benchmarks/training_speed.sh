#!/bin/bash
# Whole training steps of four networks, ours and PyTorch's in turn, and a table of the medians.
# usage: benchmarks/training_speed.sh [quick]      about an hour, quick a quarter of one; leave the machine alone meanwhile
# environment: ROUNDS (5, quick 2), THREADS (2), CASES (all; a pattern on the lines of the table below), OUT (benchmarks/results),
#   PYTHON (/usr/bin/python3, with Debian's python3-torch and python3-torchvision), STEPS, WARM_UP and BATCH (instead of the table's, to try this script),
#   PEER_MALLOC=keep (PyTorch's processes keep freed memory, as ours does; the default is what glibc does by itself)
set -euo pipefail
command="${ROUNDS:+ROUNDS=$ROUNDS }${THREADS:+THREADS=$THREADS }${CASES:+CASES='$CASES' }${STEPS:+STEPS=$STEPS }${WARM_UP:+WARM_UP=$WARM_UP }${BATCH:+BATCH=$BATCH }${PEER_MALLOC:+PEER_MALLOC=$PEER_MALLOC }benchmarks/training_speed.sh $*"
case ${1:-} in
  quick) quick=yes ;;
  '') quick= ;;
  *) sed -n '3p' "$0" >&2; exit 2 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
rounds=${ROUNDS:-${quick:+2}} rounds=${rounds:-5} warm_up=${WARM_UP:-${quick:+2}} warm_up=${warm_up:-3}
threads=${THREADS:-2} python=${PYTHON:-/usr/bin/python3} out=${OUT:-benchmarks/results}

# network, width, side in pixels, precision, augmentation, batch, steps timed, steps timed when quick
table='
simple-cnn        1     32  float32   off  250  60  20
simple-cnn        1     32  float32   on   250  60  20
speed-net         1     20  float32   on   512  10   4
speed-net         1     24  float32   on   512   8   3
speed-net         1     32  float32   on   512   6   3
speed-net         1     20  bfloat16  on   512  10   4
speed-net         1     24  bfloat16  on   512   8   3
speed-net         1     32  bfloat16  on   512   6   3
dropblock-resnet  0.25  32  float32   on   250   8   3
resnet18          1     32  float32   on   128   8   3'
grep -q -w avx512_bf16 /proc/cpuinfo || table=$(grep -v bfloat16 <<<"$table")
table=$(grep -E -- "${CASES:-.}" <<<"$table") || { echo "training_speed: no line of the table matches CASES='$CASES'" >&2; exit 2; }

"$python" -c 'import torch, torchvision' || { echo "training_speed: $python has no torch or no torchvision; install python3-torch and python3-torchvision, or set PYTHON" >&2; exit 1; }
artifacts=$root/artifacts/benchmarks
dotnet build -c Release --artifacts-path "$artifacts" -nodeReuse:false -v q benchmarks/Cifar.Benchmarks/Cifar.Benchmarks.csproj >&2

measurements=$(mktemp)
trap 'rm -f "$measurements"' EXIT
ours=("$artifacts/bin/Cifar.Benchmarks/release/Cifar.Benchmarks")
peer=("$python" benchmarks/peers/train_step.py)
[ "${PEER_MALLOC:-}" != keep ] || peer=(env MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1073741824 MALLOC_ARENA_MAX=1 "${peer[@]}")
one() { "$@" </dev/null | tee -a "$measurements" >&2; }

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  while read -r network width side precision augmentation batch steps short; do
    set -- "$network" "$width" "$side" "$precision" "$augmentation" "${BATCH:-$batch}" "$threads" "$warm_up" "${STEPS:-${quick:+$short}}"
    [ -n "${*: -1}" ] || set -- "${@:1:8}" "$steps"
    # No stack is always the first one after the others have warmed the processor.
    case $((round % 3)) in
      1) one "${ours[@]}" "$@"; one "${peer[@]}" "$@"; one "${peer[@]}" "$@" channels-last ;;
      2) one "${peer[@]}" "$@" channels-last; one "${ours[@]}" "$@"; one "${peer[@]}" "$@" ;;
      0) one "${peer[@]}" "$@"; one "${peer[@]}" "$@" channels-last; one "${ours[@]}" "$@" ;;
    esac
  done < <(grep . <<<"$table")
done

mkdir -p "$out"
machine=$("$python" benchmarks/peers/machine.py)
report=$out/$(date +%F)-$machine-training-speed.md
"$python" benchmarks/peers/training_report.py "$measurements" "$warm_up" "${PEER_MALLOC:-default}" "${command% }" > "$report.part"
mv "$report.part" "$report"
echo "wrote $report" >&2
