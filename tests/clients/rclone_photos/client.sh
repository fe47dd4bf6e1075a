#!/bin/sh
# rclone's Google Photos backend: the hosts are built in, the proxy of HTTPS_PROXY stands in for them.
# The token is over, so the first thing it does is to refresh it.
set -eu

export RCLONE_CONFIG_GP_TYPE="google photos"
export RCLONE_CONFIG_GP_CLIENT_ID=any RCLONE_CONFIG_GP_CLIENT_SECRET=any
export RCLONE_CONFIG_GP_TOKEN='{"access_token":"old","token_type":"Bearer","refresh_token":"1//mine","expiry":"2020-01-01T00:00:00Z"}'
export RCLONE_CONFIG=/dev/null RCLONE_CA_CERT="$SSL_CERT_FILE"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() { rclone --retries 1 --low-level-retries 1 --gphotos-read-size "$@"; }

# The service takes any bytes for a picture here; no file may be empty.
mkdir "$work/in" "$work/out"
while IFS="$(printf '\t')" read -r name size sha256 rest; do
  [ "$size" = 0 ] || [ "$size" -gt 20000000 ] || cp "$RESUMULATOR_PAYLOADS/$name" "$work/in/$size.jpg"
done < "$RESUMULATOR_PAYLOADS/manifest.tsv"

run copy "$work/in" gp:album/clients
count=$(find "$work/in" -type f | wc -l)
[ "$(run lsf gp:album/clients | wc -l)" = "$count" ]
echo "ok uploaded into an album: $count files"

run copy gp:album/clients "$work/out"
for file in "$work"/in/*; do
  cmp "$file" "$work/out/$(basename "$file")"
  echo "ok the bytes of $(basename "$file") came back"
done

run lsf gp:media/all | grep -q "^1.*\.jpg"
echo "ok listed among all media"
