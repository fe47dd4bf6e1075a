#!/usr/bin/env python3
"""One file up with gsutil: upload.py PAYLOAD BUCKET [json]. What a scenario judges. Over the XML API,
unless the last word or the case of the scenario (api=json) says otherwise."""

import os
import pathlib
import subprocess
import sys
import tempfile

from calling import GSUTIL, environment


def main(payload, bucket, api="xml"):
    if "api=json" in os.environ.get("RESUMULATOR_CASE", ""):
        api = "json"
    with tempfile.TemporaryDirectory(prefix="gsutil-") as folder:
        words = [sys.executable, GSUTIL, "cp", payload, f"gs://{bucket}/payload.bin"]
        return subprocess.run(words, env=environment(pathlib.Path(folder), api), check=False).returncode


sys.exit(main(*sys.argv[1:4]))
