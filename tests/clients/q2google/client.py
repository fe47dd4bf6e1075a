"""q2google, unmodified, against the emulator.

The library has the service's address built in, as a property: a subclass names another one, which
is how the library itself would be led to a test server. Everything else is its own code, also the
refresh of its token: that goes to oauth2.googleapis.com, by the proxy of HTTPS_PROXY.
"""

import asyncio
import json
import os
import pathlib
import tempfile

import aiohttp
from q2google.gphotos.api import GooglePhotosAPI
from q2google.gphotos.auth import GooglePhotosOAuth
from q2google.gphotos.models import (
    MediaItemBatchCreateRequest,
    NewMediaItem,
    PhotosScopes,
    SimpleMediaItem,
)

URL = os.environ["RESUMULATOR_PHOTOS_URL"]
GRANULE = 256 * 1024
MULTIPLIER = 4  # q2google's own: chunks of four granules
SIZES = (1, 4 * GRANULE, 4 * GRANULE + 1, 20 * 1024 * 1024)


class Here(GooglePhotosAPI):
    @property
    def base_url(self):
        return f"{URL}/v1/"


def credentials(folder):
    """A token file as the library writes and reads it, with a token that is over."""
    token = folder / "token.json"
    token.write_text(json.dumps({
        "token": "ya29.old", "refresh_token": "1//mine", "client_id": "c", "client_secret": "s",
        "scopes": [scope.value for scope in PhotosScopes], "expiry": "2020-01-01T00:00:00Z",
    }))
    return GooglePhotosOAuth(client_secrets_file="", scopes=list(PhotosScopes), token_file=str(token))


async def upload(api, data):
    """As q2google's transfer stage does it; the upload token."""
    session = await api.init_upload_session("image/jpeg", len(data))
    assert session.status == "active" and session.granularity == GRANULE, session
    chunk = MULTIPLIER * session.granularity
    offset = 0
    while len(data) - offset >= chunk:
        sent = await api.upload_chunk(session.upload_url, "upload", offset, data[offset : offset + chunk])
        assert sent.status == "active" and sent.upload_id == session.upload_id, sent
        offset += chunk
        asked = await api.query_upload_status(session.upload_url)
        assert asked.status == "active", asked
    last = await api.upload_chunk(session.upload_url, "upload, finalize", offset, data[offset:])
    assert last.status == "final" and last.upload_token, last
    asked = await api.query_upload_status(session.upload_url)
    assert asked.status == "final", asked
    return last.upload_token


async def create(api, tokens):
    """One batch for all of them; the items."""
    answer = await api.create_media_item(MediaItemBatchCreateRequest(newMediaItems=[
        NewMediaItem(simpleMediaItem=SimpleMediaItem(uploadToken=token, fileName=f"{size}.jpg"))
        for size, token in tokens
    ]))
    for (size, token), result in zip(tokens, answer.newMediaItemResults, strict=True):
        assert result.uploadToken == token and result.status.message == "Success", result
        assert result.mediaItem.filename == f"{size}.jpg", result
    return [result.mediaItem for result in answer.newMediaItemResults]


async def bytes_of(url):
    async with aiohttp.ClientSession() as session, session.get(url + "=d") as answer:
        answer.raise_for_status()
        return await answer.read()


async def refuses_empty(api):
    session = await api.init_upload_session("image/jpeg", 0)
    try:
        await api.upload_chunk(session.upload_url, "upload, finalize", 0, b"")
    except aiohttp.ClientResponseError as refused:
        assert refused.status == 400
        print("ok an empty file is refused, as the service does")
        return
    raise AssertionError("an empty file was taken")


async def main():
    stream = os.urandom(SIZES[-1])
    with tempfile.TemporaryDirectory() as folder:
        mine = credentials(pathlib.Path(folder))
        async with Here(mine) as api:
            await refuses_empty(api)
            refreshed = json.loads(pathlib.Path(mine.token_file).read_text())["token"]
            assert refreshed.startswith("ya29.") and refreshed != "ya29.old", refreshed
            print("ok an expired token was refreshed")
            tokens = await asyncio.gather(*(upload(api, stream[:size]) for size in SIZES))
            items = await create(api, list(zip(SIZES, tokens)))
            for size, item in zip(SIZES, items):
                told = await api.get_media_item(item.id)
                assert told["id"] == item.id and told["mimeType"] == "image/jpeg", told
                assert await bytes_of(told["baseUrl"]) == stream[:size]
                print("ok", item.filename, size)


asyncio.run(main())
