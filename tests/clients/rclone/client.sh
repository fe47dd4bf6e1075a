#!/bin/sh
# rclone against the emulator: the remote is made of environment variables, no configuration file.
set -eu
export RCLONE_CONFIG=/dev/null
export RCLONE_CONFIG_EMU_TYPE="google cloud storage"
export RCLONE_CONFIG_EMU_ENDPOINT="$STORAGE_EMULATOR_HOST/storage/v1/"
export RCLONE_CONFIG_EMU_ANONYMOUS=true
remote=emu:$RESUMULATOR_BUCKET
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A tree up and down.
mkdir -p "$work/up/a/b c"
cp "$RESUMULATOR_PAYLOADS"/*.bin "$work/up/"
cp "$RESUMULATOR_PAYLOADS/1.bin" "$work/up/a/b c/näme +%.txt"
rclone copy "$work/up" "$remote/tree"
rclone copy "$remote/tree" "$work/down"
diff -r "$work/up" "$work/down"
rclone check "$work/up" "$remote/tree" 2>"$work/check.log" || { cat "$work/check.log"; exit 1; }
echo "ok a tree up and down"

# What the server says of each file.
while IFS='	' read -r name size sha256 crc32c md5; do
  [ "$(rclone md5sum --base64 "$remote/tree/$name" | cut -d' ' -f1 | tr _- /+)" = "$md5" ]
  [ "$(rclone lsf --format s "$remote/tree/$name")" = "$size" ]
  [ "$(rclone cat "$remote/tree/$name" | sha256sum | cut -d' ' -f1)" = "$sha256" ]
  echo "ok $name $size $crc32c"
done <"$RESUMULATOR_PAYLOADS/manifest.tsv"

# A second copy has nothing to do.
rclone copy -v "$work/up" "$remote/tree" 2>"$work/again.log"
[ "$(grep -c 'Copied' "$work/again.log")" -eq 0 ]

# A stream of unknown length, larger than what rclone buffers.
for file in 262145 9437184 67108864; do
  rclone rcat --streaming-upload-cutoff 100k "$remote/stream/$file" <"$RESUMULATOR_PAYLOADS/$file.bin"
  rclone cat "$remote/stream/$file" | cmp - "$RESUMULATOR_PAYLOADS/$file.bin"
done
echo "ok streams"

# Ended in the middle: nothing appears.
rclone --bwlimit 4M copyto "$RESUMULATOR_PAYLOADS/67108864.bin" "$remote/cancelled" 2>/dev/null &
rclone_pid=$!
sleep 2
kill "$rclone_pid"
ended=0
wait "$rclone_pid" || ended=$?
[ "$ended" -ne 0 ]
[ -z "$(rclone lsf --files-only "$remote")" ]
echo "ok cancel"

# Overwrite, copy, move and delete on the server.
cp "$RESUMULATOR_PAYLOADS/262144.bin" "$work/up/1.bin"
rclone copy "$work/up" "$remote/tree"
rclone cat "$remote/tree/1.bin" | cmp - "$work/up/1.bin"
rclone moveto "$remote/tree/9437184.bin" "$remote/moved.bin"
rclone cat "$remote/moved.bin" | cmp - "$RESUMULATOR_PAYLOADS/9437184.bin"
rclone delete "$remote/tree"
[ -z "$(rclone lsf "$remote/tree")" ]
echo "ok overwrite, move, delete"
