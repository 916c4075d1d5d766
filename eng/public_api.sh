#!/usr/bin/env bash
# Writes down which public members Cifar.Models, Cifar.Pipelines and Cifar.Distributed have, as the analyzer Microsoft.CodeAnalysis.PublicApiAnalyzers sees them.
#   eng/public_api.sh          new members go to PublicAPI.Unshipped.txt; look at the difference before you commit it
#   eng/public_api.sh --ship   the same, then everything goes to PublicAPI.Shipped.txt: part of a release
set -euo pipefail
cd "$(dirname "$0")/.."
ship=""
case "${1:-}" in
  "") ;;
  --ship) ship=--ship ;;
  *) echo "public_api.sh: unknown option '$1'; the only one is --ship" >&2; exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for project in Cifar.Models Cifar.Pipelines Cifar.Distributed; do
  # The analyzer's findings are the answer, so they are no errors here. Referenced projects write the log first, the project itself last.
  dotnet build "$project" -c Release -nologo -v quiet --artifacts-path "$work/build" -p:TrackPublicApi=true -p:EnableNETAnalyzers=false -p:TreatWarningsAsErrors=false "-p:ErrorLog=$work/$project.sarif%2Cversion=2.1" >/dev/null
  python3 eng/public_api.py "$project" "$work/$project.sarif" $ship
done
