"""google-genai against the emulator: files of every size, in chunks of 8 MiB. A base URL is all it needs."""

import base64
import hashlib
import io
import json
import os
import pathlib

from google import genai
from google.genai import errors, types

PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
FILES = json.loads((PAYLOADS / "manifest.json").read_text())
client = genai.Client(api_key="any", http_options={"base_url": os.environ["RESUMULATOR_URL"]})


def check(file, told):
    assert told.state == types.FileState.ACTIVE, told
    assert told.size_bytes == file["size"], (told.size_bytes, file["size"])
    assert base64.b64decode(told.sha256_hash).decode() == file["sha256"], told.sha256_hash


def upload_files():
    for file in FILES:
        if file["size"] == 0:  # the library sends no last chunk for an empty file
            continue
        told = client.files.upload(
            file=PAYLOADS / file["name"],
            config={"display_name": file["name"], "mime_type": "application/octet-stream"},
        )
        check(file, told)
        check(file, client.files.get(name=told.name))
        print("ok", told.name, told.display_name, file["size"])


def list_and_delete():
    listed = list(client.files.list(config={"page_size": 2}))
    assert len(listed) == len(FILES) - 1, len(listed)
    for file in listed:
        client.files.delete(name=file.name)
    assert not list(client.files.list())
    try:
        client.files.get(name=listed[0].name)
    except errors.ClientError as gone:
        assert gone.code == 403, gone
        print("ok listed in pages, deleted, gone")
        return
    raise AssertionError("a deleted file is still there")


def upload_a_stream():
    told = client.files.upload(
        file=io.BytesIO(b"hello"), config={"name": "my-notes", "mime_type": "text/plain"})
    assert told.name == "files/my-notes", told
    assert base64.b64decode(told.sha256_hash).decode() == hashlib.sha256(b"hello").hexdigest()
    print("ok a stream under a name of its own")


upload_files()
list_and_delete()
upload_a_stream()
