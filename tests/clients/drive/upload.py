"""One file up to Drive with google-api-python-client: upload.py PAYLOAD BUCKET. What a scenario judges; Drive has no
buckets. The loop calls next_chunk() again after trouble: its num_retries would send the head of a chunk whose bytes
have been read already, and wait for an answer."""

import json
import os
import sys
import time

from google.auth.credentials import AnonymousCredentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaFileUpload, build_http

document = json.loads(get_static_doc("drive", "v3"))
document["rootUrl"] = os.environ["RESUMULATOR_URL"] + "/"
drive = build_from_document(document, http=AuthorizedHttp(AnonymousCredentials(), http=build_http()))
media = MediaFileUpload(sys.argv[1], "application/octet-stream", chunksize=1024 * 1024, resumable=True)
request = drive.files().create(body={"name": "payload.bin"}, media_body=media, fields="id,md5Checksum")
response, tries = None, 5
while response is None:
    try:
        _, response = request.next_chunk()
    except (HttpError, OSError) as trouble:
        again = not isinstance(trouble, HttpError) or trouble.resp.status in (429, 500, 502, 503, 504)
        tries -= 1
        if not again or tries == 0:
            raise
        time.sleep(0.5)
print(response)
