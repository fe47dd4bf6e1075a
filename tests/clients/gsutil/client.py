#!/usr/bin/env python3
"""gsutil against the emulator through both APIs. It believes that it speaks to Google: its own host,
reached by the emulator's proxy and trusted by its certificate. gs_host and gs_port of the boto
configuration would be simpler, but gsutil 5.38 cannot download with a port.
"""

import hashlib
import json
import os
import pathlib
import tempfile
import urllib.request

from calling import environment, gsutil

SERVER = os.environ["STORAGE_EMULATOR_HOST"]
BUCKET = os.environ["RESUMULATOR_BUCKET"]
PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
MIB = 1024 * 1024


def admin(method, path, body=None):
    request = urllib.request.Request(
        f"{SERVER}/_emu/v1/lanes/main/{path}", method=method, data=json.dumps(body).encode() if body else None)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def through(api, folder, files):
    env = environment(folder, api)
    back = folder / "back.bin"
    for file in files:
        url = f"gs://{BUCKET}/{api}/{file['name']}"
        gsutil(env, "cp", PAYLOADS / file["name"], url)
        back.unlink(missing_ok=True)
        gsutil(env, "cp", url, back)
        assert sha256(back) == file["sha256"], f"{file['name']}: other bytes"
        print("ok", api, file["name"], file["size"], flush=True)

    file = next(file for file in files if file["size"] == 9 * MIB)
    url = f"gs://{BUCKET}/broken-{api}"
    # One line is the name of its rule: another way to write the same place for each API.
    place = {"xml": "5MiB", "json": "5120KiB"}[api]
    admin("POST", "rules", {"rule": f"upload@object:{place}=reset"})
    gsutil(env, "cp", PAYLOADS / file["name"], url)
    back.unlink()
    gsutil(env, "cp", url, back)
    assert sha256(back) == file["sha256"], "broken: other bytes"
    asked = admin("GET", f"journal?protocol=gcs-{api}&operation=query")
    assert "308" in json.dumps(asked), "nothing was asked after the line broke"
    print("ok", api, "broken connection, resumed", flush=True)

    listed = gsutil(env, "ls", f"gs://{BUCKET}/{api}/").split()
    assert len(listed) == len(files), listed
    gsutil(env, "cp", url, f"gs://{BUCKET}/copied")
    said = gsutil(env, "stat", f"gs://{BUCKET}/copied")
    assert str(9 * MIB) in said, said
    gsutil(env, "rm", f"gs://{BUCKET}/copied")
    gsutil(env, "stat", f"gs://{BUCKET}/copied", code=1)
    print("ok", api, "list, copy, stat, remove", flush=True)


def main():
    # Each call of gsutil is seconds: nothing, one request, and more than one chunk.
    sizes = (0, 256 * 1024 + 1, 9 * MIB)
    files = [file for file in json.loads((PAYLOADS / "manifest.json").read_text()) if file["size"] in sizes]
    with tempfile.TemporaryDirectory(prefix="gsutil-") as folder:
        for api in ("xml", "json"):
            through(api, pathlib.Path(folder), files)


main()
