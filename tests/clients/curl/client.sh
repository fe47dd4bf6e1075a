#!/bin/sh
# curl by hand: first the lines of the README exactly as they stand there, then the same for every
# payload, a cancel, guards and a stream of unknown length.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "curl: $*" >&2; exit 1; }

# status FILE, header FILE NAME: of an answer stored with its head.
status() { sed -n 's/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$1" | tail -n 1; }  # after any 100
header() { tr -d '\r' <"$1" | sed -n "s/^$2: //p"; }
expect() { [ "$(status "$2")" = "$1" ] || { cat "$2" >&2; fail "$3: wanted $1"; }; }

# The README's block, between the mark and the closing fence.
sed -n '/<!-- run by tests\/clients\/curl -->/,/^```$/p' "$here/../../../README.md" |
  sed '/^<!--/d; /^```/d' >readme.sh
[ -s readme.sh ] || fail "the README has no block to run"
sh -eu readme.sh >readme.out 2>&1 || { cat readme.out >&2; fail "the README's lines failed"; }
grep -q '308 Resume Incomplete' readme.out || { cat readme.out >&2; fail "no 308 in the README's lines"; }
grep -q '^same$' readme.out || { cat readme.out >&2; fail "other bytes in the README's lines"; }
echo "ok the README's lines"

objects=$STORAGE_EMULATOR_HOST/storage/v1/b/$RESUMULATOR_BUCKET/o
uploads=$STORAGE_EMULATOR_HOST/upload/storage/v1/b/$RESUMULATOR_BUCKET/o

# start NAME [query]: prints the address of a new session.
start() {
  curl -sS -D start.head -o start.body -X POST "$uploads?uploadType=resumable&name=$1${2:-}" \
    -H 'Content-Type: application/json' -d '{"contentType":"application/octet-stream"}'
  expect 200 start.head "start of $1"
  header start.head Location
}

# put FROM COUNT FILE RANGE: sends COUNT bytes of FILE from FROM on; the answer is put.head, put.body.
put() {
  tail -c +"$(($1 + 1))" "$3" | head -c "$2" >part
  curl -sS -D put.head -o put.body -X PUT "$session" -H "Content-Range: bytes $4" -T part
}

while IFS='	' read -r name size sha256 crc32c md5; do
  file=$RESUMULATOR_PAYLOADS/$name
  session=$(start "curl-$name")
  sent=0
  while [ $((size - sent)) -gt 4194304 ]; do
    put $sent 4194304 "$file" "$sent-$((sent + 4194303))/*"
    expect 308 put.head "chunk at $sent of $name"
    sent=$((sent + 4194304))
    [ "$(header put.head Range)" = "bytes=0-$((sent - 1))" ] || fail "Range after $sent of $name"
  done
  if [ "$size" -eq 0 ]; then put 0 0 "$file" "*/0"; else
    put $sent $((size - sent)) "$file" "$sent-$((size - 1))/$size"
  fi
  expect 200 put.head "last chunk of $name"
  curl -sS "$objects/curl-$name" >said
  for member in "\"size\": \"$size\"" "\"crc32c\": \"$crc32c\"" "\"md5Hash\": \"$md5\""; do
    grep -qF "$member" said || { cat said >&2; fail "$name: no $member"; }
  done
  [ "$(curl -sS "$objects/curl-$name?alt=media" | sha256sum | cut -d' ' -f1)" = "$sha256" ] ||
    fail "$name: other bytes"
  echo "ok $name $size"
done <"$RESUMULATOR_PAYLOADS/manifest.tsv"

# Cancel: 499, and 499 from then on.
session=$(start cancelled)
for method in DELETE PUT; do
  curl -sS -D put.head -o put.body -X $method "$session" -H 'Content-Length: 0'
  expect 499 put.head "$method of a cancelled session"
done
curl -sS -D put.head -o put.body "$objects/cancelled"
expect 404 put.head "object of a cancelled session"
echo "ok cancel"

# Overwrite under a guard.
media() { curl -sS -D put.head -o put.body -X POST "$uploads?uploadType=media&name=guarded&$1" -d "$2"; }
media ifGenerationMatch=0 first
expect 200 put.head "first under a guard"
generation=$(sed -n 's/.*"generation": "\([0-9]*\)".*/\1/p' put.body)
media "ifGenerationMatch=$generation" second
expect 200 put.head "second under a guard"
media "ifGenerationMatch=$generation" third
expect 412 put.head "third under a wrong guard"
[ "$(curl -sS "$objects/guarded?alt=media")" = second ] || fail "a refused upload changed the object"
echo "ok precondition"

# A stream of unknown length: chunked coding, cut in the middle, then the rest.
file=$RESUMULATOR_PAYLOADS/9437184.bin
session=$(start stream)
curl -sS -D put.head -o put.body -X PUT "$session" -H 'Content-Range: bytes 0-*/*' -T - <"$file"
expect 200 put.head "a stream of unknown length"
session=$(start cut)
! curl -sS --limit-rate 2M --max-time 2 -o put.body -X PUT "$session" -T "$file" 2>/dev/null ||
  fail "the cut upload was answered"
for _ in $(seq 100); do  # the server may still be reading what was on its way
  curl -sS -D put.head -o put.body -X PUT "$session" -H 'Content-Range: bytes */9437184' -d ''
  expect 308 put.head "status after a cut"
  kept=$(header put.head Range | sed 's/.*-//')
  [ -z "$kept" ] || break
done
kept=$((${kept:--1} + 1))
[ "$kept" -gt 0 ] && [ $((kept % 262144)) -eq 0 ] || fail "kept $kept bytes of a cut upload"
put "$kept" $((9437184 - kept)) "$file" "$kept-9437183/9437184"
expect 200 put.head "the rest after a cut"
curl -sS "$objects/cut?alt=media" | cmp - "$file"
echo "ok stream and cut"
