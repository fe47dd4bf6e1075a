"""One file up with google-cloud-storage: upload.py PAYLOAD BUCKET. What a scenario judges.

With a precondition, because the library tries again only what it may do twice.
"""

import sys

from google.cloud import storage

payload, bucket = sys.argv[1:]
blob = storage.Client().bucket(bucket).blob("payload.bin", chunk_size=1024 * 1024)
blob.upload_from_filename(payload, checksum="crc32c", if_generation_match=0)
