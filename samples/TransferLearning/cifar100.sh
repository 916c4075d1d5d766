#!/bin/sh
# CIFAR-100 with a pretrained backbone: what size, filter, averaging and fine-tuning give. See README.md.
#   samples/TransferLearning/cifar100.sh [FOLDER [BACKBONE]]
set -eu
cd "$(dirname "$0")/../.."
out=${1:-runs/transfer}
backbone=${2:-efficientnet-b4-trunk}

step() {
    name=$1
    shift
    ./cifar transfer --backbone "$backbone" --data cifar100 --out "$out/$name" "$@"
    ./cifar evaluate --model "$out/$name/model.onnx" --data cifar100
}

step head-160-bilinear --size 160 --resize bilinear
step head-160-bicubic --size 160 --resize bicubic
step head-160-averaged --size 160 --resize bicubic --flip average
step head-224-averaged --size 224 --resize bicubic --flip average

for seed in 0 1 2; do
    step "tuned-160-seed$seed" --size 160 --mode finetune --unfreeze 2 --epochs 5 --seed "$seed"
done

step tuned-224 --size 224 --mode finetune --unfreeze 9 --epochs 15 --lr 0.0003 --layer-decay 0.85 --flip average
