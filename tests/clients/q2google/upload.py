"""One file up with q2google, and an item made of it: upload.py PAYLOAD BUCKET. What a scenario judges; Photos has
no buckets. A token that is not over needs no proxy."""

import asyncio
import json
import os
import pathlib
import sys
import tempfile

from q2google.gphotos.api import GooglePhotosAPI
from q2google.gphotos.auth import GooglePhotosOAuth
from q2google.gphotos.models import PhotosScopes
from q2google.photos import GooglePhotosClient


class Here(GooglePhotosAPI):
    @property
    def base_url(self):
        return os.environ["RESUMULATOR_PHOTOS_URL"] + "/v1/"


async def main(path):
    with tempfile.TemporaryDirectory() as folder:
        token = pathlib.Path(folder) / "token.json"
        token.write_text(json.dumps({
            "token": "ya29.any", "refresh_token": "1//mine", "client_id": "c", "client_secret": "s",
            "scopes": [scope.value for scope in PhotosScopes], "expiry": "2099-01-01T00:00:00Z",
        }))
        mine = GooglePhotosOAuth(client_secrets_file="", scopes=list(PhotosScopes), token_file=str(token))
        async with Here(mine) as api:
            photos = GooglePhotosClient(api)
            session = await photos.upload_file_path("photo.jpg", path)
            await photos.create_media_items_from_upload_sessions(["photo.jpg"], [session])


asyncio.run(main(pathlib.Path(sys.argv[1])))
