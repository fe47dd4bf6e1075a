"""How gsutil is called: a boto configuration for the emulator's proxy, and one API it prefers."""

import os
import pathlib
import subprocess
import sys
import urllib.parse

GSUTIL = pathlib.Path(sys.executable).with_name("gsutil")


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


def environment(folder, api):
    return dict(os.environ, BOTO_CONFIG=str(configuration(folder, api)), HOME=str(folder))


def gsutil(env, *words, code=0):
    done = subprocess.run(
        [sys.executable, GSUTIL, *words], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=240,
    )
    text = done.stdout.decode(errors="replace")
    assert done.returncode == code, f"gsutil {' '.join(map(str, words))} ended with {done.returncode}\n{text[-6000:]}"
    return text
