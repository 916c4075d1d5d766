#!/usr/bin/env bash
# Set-up, one small training run from images to predictions, and the shipped model on a few drawings (samples/Quickstart). No data set and no GPU needed.
set -euo pipefail
cd "$(dirname "$0")"
eng/setup.sh
dotnet run -c Release --project samples/Quickstart -- "$@"
