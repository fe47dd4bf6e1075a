#!/bin/sh
# One file up with nothing but curl, resumed as gsutil does it: upload.sh PAYLOAD BUCKET [xml].
# Start, send all of it, and whenever that fails: wait, ask how far it is, send the rest.
set -eu
payload=$1 bucket=$2 api=${3:-json}
size=$(wc -c <"$payload")
head=$(mktemp) reply=$(mktemp)
trap 'rm -f "$head" "$reply"' EXIT

# The last one: a large body is sent once 100 Continue has come.
status() { sed -n 's/^HTTP[^ ]* \([0-9]*\).*/\1/p' "$head" | tail -n 1; }
field() { tr -d '\r' <"$head" | sed -n "s/^$1: //Ip" | head -n 1; }
fail() { echo "upload.sh: $*" >&2; exit 1; }
# ask ARGS… : one request; its status in $code, 000 where there was no whole answer.
ask() {
  : >"$head"
  if curl -s --max-time 20 -D "$head" -o "$reply" "$@"; then code=$(status); else code=000; fi
}
tries=0
pause() {
  tries=$((tries + 1))
  [ "$tries" -le 8 ] || fail "gave up"
  told=$(field Retry-After)
  case "$told" in '' | *[!0-9]*) told=0 ;; esac
  own=$((1 << (tries < 4 ? tries - 1 : 3)))
  sleep "$((told > own ? told : own))"
}

# An object has a generation; the XML API says it in a header.
finished() {
  case "$api" in xml) [ -n "$(field x-goog-generation)" ] ;; *) grep -q '"generation"' "$reply" ;; esac
}

start() {
  while :; do
    case "$api" in
      xml) ask -X POST -d '' -H 'x-goog-resumable: start' "$STORAGE_EMULATOR_HOST/$bucket/payload.bin" ;;
      *) ask -X POST -d '' "$STORAGE_EMULATOR_HOST/upload/storage/v1/b/$bucket/o?uploadType=resumable&name=payload.bin" ;;
    esac
    case "$code" in
      200 | 201) session=$(field Location); return ;;
      000 | 408 | 429 | 5??) pause ;;
      *) fail "refused with $code" ;;
    esac
  done
}

start
at=0
while :; do
  tail -c "+$((at + 1))" "$payload" >"$reply.rest"
  ask -X PUT "$session" -H "Content-Range: bytes $at-$((size - 1))/$size" --data-binary "@$reply.rest"
  rm -f "$reply.rest"
  while :; do
    case "$code" in
      200 | 201) finished && exit 0; pause ;;
      308) break ;;
      404 | 410) pause; start; at=0; code=; break ;;
      000 | 408 | 429 | 5??) pause ;;
      *) fail "refused with $code" ;;
    esac
    ask -X PUT "$session" -H "Content-Range: bytes */$size" -d ''
  done
  [ -n "$code" ] || continue
  range=$(field Range)
  at=${range##*-}
  at=$((${at:--1} + 1))
  [ "$at" -lt "$size" ] || at=0
done
