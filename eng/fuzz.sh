#!/usr/bin/env bash
# Fuzzes parsers with AFL++ and SharpFuzz: inputs that reach new branches are kept and changed further. What is wrong with an input found is printed;
# inputs lie in artifacts/fuzzing/PARSER/found/default: queue (new branches), crashes, hangs. A later run goes on from there.
#   eng/fuzz.sh [PARSER...]     those of Cifar.Pipelines.Tests/Fuzzing/FuzzTargets.cs, all unless named; CIFAR_FUZZ_SECONDS for each of them, 600 unless set
# Needs Debian's afl++.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v afl-fuzz >/dev/null || { echo "fuzz.sh: afl-fuzz is missing: apt-get install afl++" >&2; exit 1; }
seconds=${CIFAR_FUZZ_SECONDS:-600}
unset CIFAR_FUZZ_SECONDS
work=$PWD/artifacts/fuzzing program=$PWD/artifacts/fuzzing/program

rm -rf "$program"
dotnet publish eng/Fuzzing -c Release -nologo -v quiet -o "$program"
instrumented=()
for name in Cifar.Models Cifar.Pipelines cifar MlNetCifar.Portable.ML MlNetCifar.Portable.ML.ImageAnalytics MlNetCifar.Portable.ML.OnnxTransformer Google.Protobuf System.CommandLine; do
  if [ -e "$program/$name.dll" ]; then instrumented+=("$program/$name.dll"); fi
done
dotnet "$program/Fuzzing.dll" instrument "${instrumented[@]}"

# Parsers of files write thousands of them a second: in memory. A home of its own, a proxy that does not exist: a command line must not find data, or fetch it.
scratch=$(mktemp -d -p /dev/shm fuzzing.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch HOME=$scratch CIFAR_DATA=$scratch/none http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 DOTNET_CLI_TELEMETRY_OPTOUT=1
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_AUTORESUME=1 AFL_MAP_SIZE=65536
cd "$scratch"

# The statistics of afl-fuzz for the parser at hand.
count() { sed -n "s/^$1 *: //p" "$work/$parser/found/default/fuzzer_stats"; }

if [ $# -eq 0 ]; then
  mapfile -t parsers < <(dotnet "$program/Fuzzing.dll" list)
else
  parsers=("$@")
fi
code=0
for parser in "${parsers[@]}"; do
  rm -rf "${work:?}/$parser/seeds"
  dotnet "$program/Fuzzing.dll" seeds "$parser" "$work/$parser"
  words=()
  if [ -s "$work/$parser/words" ]; then words=(-x "$work/$parser/words"); fi
  if ! afl-fuzz -i "$work/$parser/seeds" -o "$work/$parser/found" "${words[@]}" -V "$seconds" -t 30000 -m none -- dotnet "$program/Fuzzing.dll" run "$parser" > "$work/$parser/log" 2>&1; then
    tail -n 30 "$work/$parser/log" >&2; echo "fuzz.sh: afl-fuzz failed; all it said is in $work/$parser/log" >&2; exit 1
  fi
  echo "$parser: $(count run_time) s, $(count execs_done) inputs, $(count edges_found) branches, $(count corpus_count) inputs kept, $(count saved_crashes) crashes, $(count saved_hangs) hangs"
  mapfile -t findings < <(find "$work/$parser/found/default/crashes" "$work/$parser/found/default/hangs" -name 'id*')
  if [ ${#findings[@]} -gt 0 ]; then
    dotnet "$program/Fuzzing.dll" run "$parser" "${findings[@]}" || code=1
  fi
  find "$scratch" -mindepth 1 -delete
done
exit "$code"
