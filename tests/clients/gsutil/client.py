#!/usr/bin/env python3
"""gsutil against the emulator through the XML API: a boto configuration file is all it needs.

Over JSON gsutil insists on TLS; see emulator/docs/clients.md.
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


def configuration(folder):
    place = urllib.parse.urlsplit(SERVER)
    file = folder / "boto"
    file.write_text(
        f"[Credentials]\ngs_host = {place.hostname}\ngs_port = {place.port}\n"
        "[Boto]\nis_secure = False\nhttps_validate_certificates = False\nnum_retries = 6\nmax_retry_delay = 2\n"
        f"[GSUtil]\nprefer_api = xml\ndefault_api_version = 2\ndefault_project_id = any\nstate_dir = {folder}/state\n"
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


def main():
    with tempfile.TemporaryDirectory(prefix="gsutil-") as name:
        folder = pathlib.Path(name)
        env = dict(os.environ, BOTO_CONFIG=str(configuration(folder)), HOME=name)
        files = json.loads((PAYLOADS / "manifest.json").read_text())
        for file in files:
            url = f"gs://{BUCKET}/xml/{file['name']}"
            gsutil(env, "cp", PAYLOADS / file["name"], url)
            back = folder / "back.bin"
            back.unlink(missing_ok=True)
            gsutil(env, "cp", url, back)
            assert sha256(back) == file["sha256"], f"{file['name']}: other bytes"
            print("ok", file["name"], file["size"], flush=True)

        file = next(file for file in files if file["size"] == 9 * MIB)
        admin("POST", "rules", {"rule": "upload@object:5MiB=reset"})
        gsutil(env, "cp", PAYLOADS / file["name"], f"gs://{BUCKET}/broken")
        back = folder / "broken.bin"
        gsutil(env, "cp", f"gs://{BUCKET}/broken", back)
        assert sha256(back) == file["sha256"], "broken: other bytes"
        print("ok broken connection, resumed", flush=True)

        listed = gsutil(env, "ls", f"gs://{BUCKET}/xml/").split()
        assert len(listed) == len(files), listed
        gsutil(env, "cp", f"gs://{BUCKET}/broken", f"gs://{BUCKET}/copied")
        said = gsutil(env, "stat", f"gs://{BUCKET}/copied")
        assert str(9 * MIB) in said, said
        gsutil(env, "rm", f"gs://{BUCKET}/copied")
        gsutil(env, "stat", f"gs://{BUCKET}/copied", code=1)
        assert f"gs://{BUCKET}/" in gsutil(env, "ls")
        print("ok list, copy, stat, remove", flush=True)


main()
