#!/usr/bin/env bash
# Prepares a checkout for Stack=portable: system libraries, ONNX Runtime, the native parts. Quick when there is nothing to do.
#   eng/setup.sh           what building, training and predicting need
#   eng/setup.sh --peers   also the Debian packages that tests and benchmarks compare with (OpenCV, PyTorch), and Chromium for the tests of the web page
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(libtorch-dev libgloo-dev libopenblas0-openmp cmake g++ make libpng-dev libturbojpeg0-dev libwebp-dev libgif-dev nodejs npm)
case "${1:-}" in
  "") ;;
  --peers) packages+=(python3-torch python3-opencv python3-numpy xz-utils chromium) ;;
  *) echo "setup.sh: unknown option '$1'; the only one is --peers" >&2; exit 2 ;;
esac

say() { echo "setup: $*" >&2; }

# A tool that is on the PATH by other means than its Debian package serves just as well.
have() {
  case "$1" in
    cmake|make|npm) command -v "$1" >/dev/null ;;
    g++) command -v g++ >/dev/null ;;
    nodejs) command -v node >/dev/null ;;
    *) [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
  esac
}

if ! command -v dotnet >/dev/null; then
  say "the .NET 10 SDK is not on the PATH; install it first (https://dotnet.microsoft.com/download/dotnet/10.0)"; exit 1
fi

missing=()
for package in "${packages[@]}"; do have "$package" || missing+=("$package"); done
if [ ${#missing[@]} -gt 0 ]; then
  root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { say "needs these Debian packages and is not root: apt-get install ${missing[*]}"; exit 1; }
    root=(sudo)
  fi
  say "installing with apt-get: ${missing[*]}"
  "${root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

modules=eng/onnxruntime/node_modules
if ! cmp -s eng/onnxruntime/package-lock.json "$modules/.installed-lock.json"; then
  say "installing with npm, hashes checked against eng/onnxruntime/package-lock.json: com.github.asus4.onnxruntime"
  (cd eng/onnxruntime && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  cp eng/onnxruntime/package-lock.json "$modules/.installed-lock.json"
fi

# Builds one shared library from FOLDER when it is missing or older than its sources; eng/NativeParts.targets holds every build to the same rule.
build() {
  local library="artifacts/native/linux-x64/$1" source="$2"
  if [ -e "$library" ] && [ -z "$(find "$source" eng/native -newer "$library" -type f -print -quit)" ]; then return; fi
  say "compiling $1"
  local log="artifacts/native/$1.log"
  mkdir -p artifacts/native
  if ! { cmake -S "$source" -B "artifacts/native/build-$1" -DCMAKE_BUILD_TYPE=Release -DCMAKE_LIBRARY_OUTPUT_DIRECTORY="$PWD/artifacts/native/linux-x64" \
         && cmake --build "artifacts/native/build-$1"; } > "$log" 2>&1; then
    tail -n 30 "$log" >&2; say "compiling $1 failed; the whole output is in $log"; exit 1
  fi
  touch "$library"
}

build libmlnetcifar_images.so portable/Microsoft.ML.ImageAnalytics/native
build libmlnetcifar_torch.so portable/TorchSharp/native
build libmlnetcifar_c10d.so Cifar.Distributed/native
