#!/bin/sh
# One file up with rclone: upload.sh PAYLOAD BUCKET. What a scenario judges.
set -eu
export RCLONE_CONFIG=/dev/null
export RCLONE_CONFIG_EMU_TYPE="google cloud storage"
export RCLONE_CONFIG_EMU_ENDPOINT="$STORAGE_EMULATOR_HOST/storage/v1/"
export RCLONE_CONFIG_EMU_ANONYMOUS=true
exec rclone copyto "$1" "emu:$2/payload.bin"
