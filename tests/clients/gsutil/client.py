#!/usr/bin/env python3
"""gsutil against the emulator through both APIs: a boto configuration file is all it needs.

The XML API it takes in the clear, for the JSON API it insists on TLS.
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
SECURE = os.environ["RESUMULATOR_TLS_URL"]
BUCKET = os.environ["RESUMULATOR_BUCKET"]
PAYLOADS = pathlib.Path(os.environ["RESUMULATOR_PAYLOADS"])
GSUTIL = pathlib.Path(sys.executable).with_name("gsutil")
MIB = 1024 * 1024


def configuration(folder, api):
    plain, secure = urllib.parse.urlsplit(SERVER), urllib.parse.urlsplit(SECURE)
    file = folder / f"boto.{api}"
    file.write_text(
        f"[Credentials]\ngs_host = {plain.hostname}\ngs_port = {plain.port}\n"
        f"gs_json_host = {secure.hostname}\ngs_json_port = {secure.port}\n"
        f"[Boto]\nis_secure = {api == 'json'}\nca_certificates_file = {os.environ['RESUMULATOR_CA']}\n"
        "num_retries = 6\nmax_retry_delay = 2\n"
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
    admin("POST", "rules", {"rule": "upload@object:5MiB=reset"})
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
    files = json.loads((PAYLOADS / "manifest.json").read_text())
    with tempfile.TemporaryDirectory(prefix="gsutil-") as folder:
        for api in ("xml", "json"):
            through(api, pathlib.Path(folder), files)


main()
