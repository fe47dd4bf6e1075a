"""One file up with the resumable Python client: upload.py PAYLOAD BUCKET. What a scenario judges."""

import os
import sys

import resumable

with resumable.Resumable(os.environ["RESUMULATOR_RESUMABLEJS_URL"], max_chunk_retries=10) as session:
    session.add_file(sys.argv[1])
