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
from q2google.photos import GooglePhotosClient

URL = os.environ["RESUMULATOR_PHOTOS_URL"]
GRANULE = 256 * 1024
MULTIPLIER = 4  # q2google's own: chunks of four granules
CHUNK = MULTIPLIER * GRANULE
SIZES = (1, GRANULE - 1, GRANULE, CHUNK - 1, CHUNK, CHUNK + 1, 10 * 1024 * 1024, 20 * 1024 * 1024)
BATCH = 50  # what one batchCreate may name


class Here(GooglePhotosAPI):
    @property
    def base_url(self):
        return f"{URL}/v1/"


def let_run_out(token, text="ya29.old"):
    """The token file as the library writes and reads it, with a token that is over."""
    pathlib.Path(token).write_text(json.dumps({
        "token": text, "refresh_token": "1//mine", "client_id": "c", "client_secret": "s",
        "scopes": [scope.value for scope in PhotosScopes], "expiry": "2020-01-01T00:00:00Z",
    }))


def credentials(token):
    return GooglePhotosOAuth(client_secrets_file="", scopes=list(PhotosScopes), token_file=str(token))


async def revoke(token):
    async with aiohttp.ClientSession() as session, session.post(URL + "/revoke", data={"token": token}) as answer:
        answer.raise_for_status()


async def upload(api, data):
    """As q2google's transfer stage does it; the upload token."""
    session = await api.init_upload_session("image/jpeg", len(data))
    assert session.status == "active" and session.granularity == GRANULE, session
    offset = 0
    while len(data) - offset >= CHUNK:
        sent = await api.upload_chunk(session.upload_url, "upload", offset, data[offset : offset + CHUNK])
        assert sent.status == "active" and sent.upload_id == session.upload_id, sent
        offset += CHUNK
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


async def makes_two_batches(api, folder):
    """One file more than a batch takes, by the library's own client: all of them side by side."""
    photos = GooglePhotosClient(api)
    names = [f"{number}.jpg" for number in range(BATCH + 1)]
    for name in names:
        (folder / name).write_text(f"the picture {name}")
    sessions = await asyncio.gather(*(photos.upload_file_path(name, folder / name) for name in names))
    answers = await photos.create_media_items_from_upload_sessions(names, sessions)
    assert [len(answer.newMediaItemResults) for answer in answers] == [BATCH, 1], answers
    made = {result.mediaItem.id for answer in answers for result in answer.newMediaItemResults}
    assert len(made) == BATCH + 1, len(made)
    print("ok fifty-one files are two batches")


async def reads_a_batch_of_which_one_failed(api):
    good = await upload(api, b"a picture that is good")
    answer = await api.create_media_item(MediaItemBatchCreateRequest(newMediaItems=[
        NewMediaItem(simpleMediaItem=SimpleMediaItem(uploadToken=token, fileName="a.jpg"))
        for token in ("CAISnothing", good)
    ]))
    failed, made = answer.newMediaItemResults
    assert failed.status.code == 3 and failed.mediaItem is None, failed
    assert made.status.message == "Success" and made.mediaItem.filename == "a.jpg", made
    print("ok an item that failed is told beside one that did not")


async def goes_on_with_another_token(api, mine):
    """The token is revoked between two chunks: 401, and after a refresh the same chunk is taken."""
    session = await api.init_upload_session("image/jpeg", CHUNK + 1)
    await api.upload_chunk(session.upload_url, "upload", 0, b"x" * CHUNK)
    token = json.loads(pathlib.Path(mine.token_file).read_text())["token"]
    await revoke(token)
    try:
        await api.upload_chunk(session.upload_url, "upload, finalize", CHUNK, b"y")
        raise AssertionError("a revoked token was taken")
    except aiohttp.ClientResponseError as refused:
        assert refused.status == 401, refused
    let_run_out(mine.token_file, token)
    last = await api.upload_chunk(session.upload_url, "upload, finalize", CHUNK, b"y")
    assert last.status == "final" and last.upload_token, last
    print("ok a token that was revoked is refreshed in mid-upload")


async def takes_the_file_of_the_server():
    """What serve --emit-token-file has written, as it is."""
    async with Here(credentials(os.environ["RESUMULATOR_TOKEN_FILE"])) as api:
        session = await api.init_upload_session("image/jpeg", 1)
        assert session.status == "active", session
    print("ok the server's token file is good as it is")


async def loses_its_token_for_good(mine):
    """invalid_grant: the library throws its file away and would ask somebody, for which it needs another one."""
    await revoke("1//mine")
    let_run_out(mine.token_file)
    try:
        mine.ensure_credentials()
        raise AssertionError("a revoked refresh token was taken")
    except FileNotFoundError:
        assert not pathlib.Path(mine.token_file).exists()
    print("ok a refresh token that was revoked is invalid_grant")


async def main():
    stream = os.urandom(SIZES[-1])
    with tempfile.TemporaryDirectory() as folder:
        mine = credentials(pathlib.Path(folder) / "token.json")
        let_run_out(mine.token_file)
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
            await makes_two_batches(api, pathlib.Path(folder))
            await reads_a_batch_of_which_one_failed(api)
            await goes_on_with_another_token(api, mine)
            await takes_the_file_of_the_server()
            await loses_its_token_for_good(mine)


asyncio.run(main())
