"""One file up with google-api-python-client's next_chunk() loop: upload.py PAYLOAD BUCKET. What a
scenario judges."""

import json
import os
import sys

from google.auth.credentials import AnonymousCredentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.http import MediaFileUpload, build_http

payload, bucket = sys.argv[1:]
document = json.loads(get_static_doc("storage", "v1"))
document["rootUrl"] = os.environ["STORAGE_EMULATOR_HOST"] + "/"
service = build_from_document(document, http=AuthorizedHttp(AnonymousCredentials(), http=build_http()))
media = MediaFileUpload(payload, "application/octet-stream", chunksize=1024 * 1024, resumable=True)
request = service.objects().insert(bucket=bucket, name="payload.bin", media_body=media)
response = None
while response is None:
    progress, response = request.next_chunk(num_retries=5)
