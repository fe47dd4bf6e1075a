#!/usr/bin/env python3
"""gsutil against the emulator through both APIs. It believes that it speaks to Google: its own host,
reached by the emulator's proxy and trusted by its certificate. gs_host and gs_port of the boto
configuration would be simpler, but gsutil 5.38 cannot download with a port.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

SERVER = os.environ["STORAGE_EMULATOR_HOST"]
BUCKET = os.environ["RESUMULATOR_BUCKET"]
PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
GSUTIL = pathlib.Path(sys.executable).with_name("gsutil")
MIB = 1024 * 1024


def configuration(folder, api):
    proxy = urllib.parse.urlsplit(os.environ["HTTPS_PROXY"])
    file = folder / f"boto.{api}"
    file.write_text(
        f"[Boto]\nproxy = {proxy.hostname}\nproxy_port = {proxy.port}\nproxy_rdns = True\n"
        f"ca_certificates_file = {os.environ['SSL_CERT_FILE']}\nnum_retries = 6\nmax_retry_delay = 2\n"
        f"[GSUtil]\nprefer_api = {api}\ndefault_project_id = any\nstate_dir = {folder}/state\n"
        "software_update_check_period = 0\nresumable_threshold = 1048576\ncheck_hashes = always\n"
        "parallel_composite_upload_threshold = 0\n"
    )
    return file


def gsutil(env, *words, code=0):
    done = subprocess.run(
        [sys.executable, GSUTIL, *words], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=240,
    )
    text = done.stdout.decode(errors="replace")
    assert done.returncode == code, f"gsutil {' '.join(map(str, words))} ended with {done.returncode}\n{text[-6000:]}"
    return text


def admin(method, path, body=None):
    request = urllib.request.Request(
        f"{SERVER}/_emu/v1/lanes/main/{path}", method=method, data=json.dumps(body).encode() if body else None)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def through(api, folder, files):
    env = dict(os.environ, BOTO_CONFIG=str(configuration(folder, api)), HOME=str(folder))
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
