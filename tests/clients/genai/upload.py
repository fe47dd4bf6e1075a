"""One file up with google-genai: upload.py PAYLOAD BUCKET. What a scenario judges; Gemini has no buckets."""

import os
import sys

from google import genai

client = genai.Client(api_key="any", http_options={"base_url": os.environ["RESUMULATOR_URL"]})
told = client.files.upload(file=sys.argv[1], config={"mime_type": "application/octet-stream"})
print(told.name, told.sha256_hash)
