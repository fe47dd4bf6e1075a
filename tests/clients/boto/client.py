#!/usr/bin/env python3
"""boto's resumable upload handler against the emulator's XML API: the code gsutil grew from."""

import base64
import hashlib
import json
import os
import pathlib
import tempfile
import urllib.parse
import urllib.request

from boto.gs.connection import GSConnection
from boto.gs.resumable_upload_handler import ResumableUploadHandler
from boto.s3.connection import OrdinaryCallingFormat

SERVER = os.environ["STORAGE_EMULATOR_HOST"]
PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
MIB = 1024 * 1024


def admin(method, path, body):
    request = urllib.request.Request(
        f"{SERVER}/_emu/v1/lanes/main/{path}", method=method, data=json.dumps(body).encode())
    urllib.request.urlopen(request, timeout=30).read()


def main():
    place = urllib.parse.urlsplit(SERVER)
    connection = GSConnection(
        gs_access_key_id="any", gs_secret_access_key="any", is_secure=False, host=place.hostname,
        port=place.port, calling_format=OrdinaryCallingFormat())
    bucket = connection.get_bucket(os.environ["RESUMULATOR_BUCKET"])
    files = json.loads((PAYLOADS / "manifest.json").read_text())
    with tempfile.TemporaryDirectory(prefix="boto-") as folder:
        for file in files:
            upload(bucket, file, f"boto/{file['name']}", pathlib.Path(folder) / "tracker")
            print("ok", file["name"], file["size"], flush=True)
        file = next(file for file in files if file["size"] == 9 * MIB)
        for rule in ("upload@object:5MiB=reset", "upload@object:6MiB=503", "finalize@stored=reset"):
            admin("POST", "rules", {"rule": rule})
        upload(bucket, file, "boto/broken", pathlib.Path(folder) / "tracker")
        print("ok broken connection, resumed", flush=True)
    assert len(list(bucket.list(prefix="boto/"))) == len(files) + 1
    key = bucket.get_key("boto/broken")
    key.copy(bucket.name, "boto/copied")
    assert bucket.get_key("boto/copied").size == 9 * MIB
    bucket.delete_key("boto/copied")
    assert bucket.get_key("boto/copied") is None
    print("ok list, copy, delete", flush=True)


def upload(bucket, file, name, tracker):
    data = (PAYLOADS / file["name"]).read_bytes()
    handler = ResumableUploadHandler(tracker_file_name=str(tracker), num_retries=6)
    key = bucket.new_key(name)
    with (PAYLOADS / file["name"]).open("rb") as stream:
        key.set_contents_from_file(stream, res_upload_handler=handler)
    assert key.generation, "no generation"
    stored = bucket.get_key(name)
    assert stored.size == file["size"]
    assert stored.etag.strip('"') == hashlib.md5(data).hexdigest()
    hashes = {kind: base64.b64encode(value).decode() for kind, value in stored.cloud_hashes.items()}
    assert hashes["crc32c"] == file["crc32c"], hashes
    assert hashlib.sha256(stored.get_contents_as_string()).hexdigest() == file["sha256"]


main()
