# Sourced by scripts that train several models and evaluate each on the test images once; what is finished is not done again.
# environment: CIFAR (./cifar), the command line to use, which may be of several words

cifar() { ${CIFAR:-./cifar} "$@"; }

finished() { [ -s "$1/model.onnx" ] && grep -qi '"state": *"finished"' "$1/run.json" 2>/dev/null; }

# train_and_evaluate FOLDER OPTION-OF-TRAIN...
train_and_evaluate() {
  local folder=$1
  shift
  if finished "$folder"; then
    echo "$folder: trained already" >&2
  elif [ -n "$(find "$folder/checkpoints" -type f -print -quit 2>/dev/null)" ]; then
    echo "$folder: going on from its checkpoint" >&2
    cifar train --resume "$folder" >&2
  else
    echo "$folder: cifar train $*" >&2
    cifar train "$@" --out "$folder" >&2
  fi

  if [ -s "$folder/test.json" ]; then
    echo "$folder: evaluated already" >&2
  else
    echo "$folder: evaluating" >&2
    cifar evaluate --model "$folder/model.onnx" --data "${DATA:-cifar100}" --json >"$folder/test.json.part"
    mv "$folder/test.json.part" "$folder/test.json"
  fi
}

# write_report FILE COMMAND...      what the command prints, once it has printed all of it
write_report() {
  local file=$1
  shift
  mkdir -p "$(dirname "$file")"
  "$@" >"$file.part"
  mv "$file.part" "$file"
  echo "wrote $file" >&2
}
