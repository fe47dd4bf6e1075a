"""One file up with tuspy: upload.py PAYLOAD BUCKET. What a scenario judges; tus has no buckets."""

import os
import sys

from tusclient import client

tus = client.TusClient(os.environ["RESUMULATOR_TUS_URL"])
tus.uploader(sys.argv[1], chunk_size=1 << 20, retries=8, retry_delay=1, metadata={"filename": "payload.bin"}).upload()
