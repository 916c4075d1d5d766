#!/usr/bin/env bash
# Set-up, build, all tests. The last line is `N passed, N failed, N skipped`.
set -euo pipefail
cd "$(dirname "$0")"
eng/setup.sh --peers
dotnet build MlNetCifar.sln -c Release -v quiet --nologo

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
code=0
dotnet test MlNetCifar.sln -c Release --no-build --nologo --logger "trx;LogFileName=tests.trx" --results-directory "$results" "$@" || code=$?

# The counters of the result file, in words that any reader of a log understands.
count() { sed -n "s/.*<Counters [^>]*$1=\"\([0-9]*\)\".*/\1/p" "$results/tests.trx"; }
[ -s "$results/tests.trx" ] || { echo "test.sh: no test ran" >&2; exit 1; }
passed=$(count passed); failed=$(count failed); total=$(count total)
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
[ "$passed" -gt 0 ] || exit 1
exit "$code"
