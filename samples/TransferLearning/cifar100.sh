#!/bin/sh
# CIFAR-100 with a pretrained backbone: what size, filter, averaging and fine-tuning give. See README.md.
#   samples/TransferLearning/cifar100.sh [FOLDER [BACKBONE]]      start again to go on after an interruption
# environment: STEPS ("head tuned"; add full for the recipe meant for a GPU), DEVICE (cpu; cuda trains the blocks on a GPU), CIFAR (./cifar)
set -eu
cd "$(dirname "$0")/../.."
out=${1:-runs/transfer}
backbone=${2:-efficientnet-b4-trunk}
device=${DEVICE:-cpu}

step() {
    name=$1
    shift
    if [ -s "$out/$name/test.json" ]; then
        echo "$out/$name: done already" >&2
        return
    fi
    ${CIFAR:-./cifar} transfer --backbone "$backbone" --data cifar100 --out "$out/$name" --overwrite "$@" >&2
    ${CIFAR:-./cifar} evaluate --model "$out/$name/model.onnx" --data cifar100 --json >"$out/$name/test.json.part"
    mv "$out/$name/test.json.part" "$out/$name/test.json"
    cat "$out/$name/test.json"
}

for part in ${STEPS:-head tuned}; do
    case $part in
    head)
        step head-160-bilinear --size 160 --resize bilinear
        step head-160-bicubic --size 160 --resize bicubic
        step head-160-averaged --size 160 --resize bicubic --flip average
        step head-224-averaged --size 224 --resize bicubic --flip average
        ;;
    tuned)
        for seed in 0 1 2; do
            step "tuned-160-seed$seed" --size 160 --mode finetune --unfreeze 4 --epochs 5 --lr 0.0004 --seed "$seed" --device "$device"
        done
        ;;
    full)
        # Half of the network, at the size where a map of it has 14 x 14 places; its activations take about 5 GB on the disk.
        step full-224 --size 224 --flip average --mode finetune --unfreeze 15 --epochs 20 --batch 128 --lr 0.0005 --layer-decay 0.9 --device "$device"
        ;;
    *)
        echo "cifar100.sh: STEPS has '$part'; it may have head, tuned and full" >&2
        exit 2
        ;;
    esac
done
