#!/usr/bin/env bash
# Is every file formatted as .editorconfig says? Spaces, indentation, line ends and final newlines; the build itself checks style and quality rules.
#   eng/check_format.sh          reports, exit code 2 where a file would change
#   eng/check_format.sh --fix    changes them
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  "") verify=(--verify-no-changes) ;;
  --fix) verify=() ;;
  *) echo "check_format.sh: unknown option '$1'; the only one is --fix" >&2; exit 2 ;;
esac
folders=(Cifar.Models Cifar.Pipelines Cifar.Distributed Cifar.Pipelines.Tests samples portable benchmarks eng)
for folder in "${folders[@]}"; do
  dotnet format whitespace "$folder" --folder "${verify[@]}" --exclude '**/obj/**' '**/bin/**' '**/node_modules/**'
done
