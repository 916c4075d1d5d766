#!/usr/bin/env bash
# Takes the pictures of a comparison's report that the documentation shows: summary, cost, confusion matrix; wide and narrow. No picture of the data is on them.
# usage: benchmarks/report_screenshots.sh FOLDER          FOLDER is what `cifar report RUN RUN... --out FOLDER` wrote
# environment: CIFAR_SCREENSHOT_FOLDER (docs/images), where they go
set -euo pipefail
[ -f "${1:?usage: benchmarks/report_screenshots.sh FOLDER}/report.html" ] || { echo "there is no report.html in $1" >&2; exit 2; }
CIFAR_REPORT=$(cd "$1" && pwd)
export CIFAR_REPORT
cd "$(dirname "$0")/.."
exec dotnet test Cifar.Pipelines.Tests --configuration Release --filter FullyQualifiedName~ReportScreenshots
