"""tuspy against the emulator. RESUMULATOR_TUS_URL is where uploads are created."""

import hashlib
import json
import os
import pathlib

import requests
from tusclient import client
from tusclient.storage.filestorage import FileStorage

PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
FILES = [file for file in json.loads((PAYLOADS / "manifest.json").read_text()) if file["size"] > 0]
tus = client.TusClient(os.environ["RESUMULATOR_TUS_URL"])


def check(url, file, what):
    """The upload is complete, and its bytes are those of the file."""
    told = requests.head(url, headers={"Tus-Resumable": "1.0.0"})
    assert told.status_code == 200, told.status_code
    assert told.headers["Upload-Offset"] == told.headers["Upload-Length"] == str(file["size"])
    assert hashlib.sha256(requests.get(url).content).hexdigest() == file["sha256"]
    print("ok", what, file["size"])


def whole_files():
    for file in FILES:
        uploader = tus.uploader(str(PAYLOADS / file["name"]), metadata={"filename": file["name"]})
        uploader.upload()
        check(uploader.url, file, "whole")


def in_chunks_with_checksums():
    for file in FILES:
        chunk = 1_000_003 if file["size"] > 1_000_000 else 100_000
        uploader = tus.uploader(str(PAYLOADS / file["name"]), chunk_size=chunk, upload_checksum=True)
        uploader.upload()
        check(uploader.url, file, "chunks")


def resumed_from_a_stored_url():
    """Half of it, then another process that finds the URL in a file."""
    file = next(f for f in FILES if f["size"] > 8_000_000)
    store = PAYLOADS / "tuspy.json"
    store.unlink(missing_ok=True)
    path = str(PAYLOADS / file["name"])

    def uploader():
        return tus.uploader(path, chunk_size=1 << 20, store_url=True, url_storage=FileStorage(str(store)))

    first = uploader()
    first.upload(stop_at=4 << 20)
    second = uploader()
    assert second.url == first.url and second.offset == 4 << 20, (second.url, second.offset)
    second.upload()
    check(second.url, file, "resumed")


def retried_after_a_conflict():
    """Somebody else moves the offset meanwhile: 409, HEAD, go on."""
    file = next(f for f in FILES if f["size"] > 8_000_000)
    path = PAYLOADS / file["name"]
    uploader = tus.uploader(str(path), chunk_size=1 << 20, retries=2, retry_delay=0)
    uploader.upload(stop_at=1 << 20)
    moved = requests.patch(
        uploader.url, data=path.read_bytes()[1 << 20 : 2 << 20],
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(1 << 20),
                 "Content-Type": "application/offset+octet-stream"},
    )
    assert moved.status_code == 204, moved.status_code
    uploader.upload()
    check(uploader.url, file, "conflict")


whole_files()
in_chunks_with_checksums()
resumed_from_a_stored_url()
retried_after_a_conflict()
