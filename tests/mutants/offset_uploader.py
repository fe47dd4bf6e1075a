"""What clients have in common that send bytes from an offset the server names (tus, the protocol of the
IETF), and the classic bugs of such clients.

A client is a subclass of OffsetUploader with what stands under "The protocol's own"; mutant_of() of
uploader.py gives one of the bugs below to it.
"""

import urllib.parse

from uploader import Fatal, SessionLost, Trouble, Uploader


class OffsetUploader(Uploader):
    chunk = 1024 * 1024
    try_again = frozenset()  # statuses that another try may change
    gone = frozenset()  # statuses that say the upload is

    def __init__(self, url, payload):
        super().__init__(url, payload)
        self.upload = None
        self.lost = 0

    # The protocol's own: beside these an answer with `offset`, None where it tells none

    def create_fields(self):
        raise NotImplementedError

    def append_fields(self, offset, body):
        raise NotImplementedError

    def has_more(self, offset):
        return offset < self.size

    def is_end(self, _answer):
        """Whether this answer to an append ends the upload."""
        return False

    def finish(self, answer):
        """Compares; `answer` is the one that ended the upload, None where there is no such thing."""
        raise NotImplementedError

    # The upload

    def run(self):
        while True:
            try:
                self.start()
                return self.finish(self.send_all(0))
            except SessionLost:
                self.lost += 1
                if self.lost > 3:
                    raise Fatal("lost the upload again and again") from None
                self.wait()
                self.forget()

    def forget(self):
        self.upload = None
        self.sent = 0

    def start(self):
        while True:
            answer = None
            try:
                answer = self.request("POST", self.url.path, b"", self.create_fields())
                if answer.status == 201 and answer.headers.get("Location"):
                    place = urllib.parse.urljoin(self.url.geturl(), answer.headers["Location"])
                    self.upload = urllib.parse.urlsplit(place).path
                    return
                if answer.status not in self.try_again and answer.status != 201:
                    self.refused(answer)
            except Trouble:
                pass
            self.wait(answer)

    def send_all(self, offset):
        while self.has_more(offset):
            answer = None
            try:
                answer = self.send_chunk(offset)
                if self.is_end(answer):
                    return answer
                if answer.status // 100 == 2:
                    offset = self.advanced(answer, offset)
                    continue
                if answer.status not in self.try_again:
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait_after_append(answer)
            offset = self.after_failure(offset, answer)
        return None

    def wait_after_append(self, answer):
        self.wait(answer)

    def judge_refusal(self, answer):
        if answer.status in self.gone:
            raise SessionLost(str(answer.status))
        self.refused(answer)

    def send_chunk(self, offset):
        with self.payload.open("rb") as file:
            file.seek(offset)
            body = file.read(min(self.chunk, self.size - offset))
        self.sent = max(self.sent, offset + len(body))
        fields = {"Upload-Offset": str(offset), **self.append_fields(offset, body)}
        return self.request("PATCH", self.upload, body, fields)

    def advanced(self, answer, offset):
        """Where the next byte goes, by what the server says it has."""
        if answer.offset is None:
            return self.after_failure(offset, answer)
        return self.believe(answer.offset, offset)

    def believe(self, told, offset):
        if told > self.sent:
            raise Trouble(f"the server claims {told} bytes of {self.sent}")  # no byte of it can be ours
        if told > offset:
            self.failures = 0
        return told

    def after_failure(self, offset, _answer):
        """Asks until there is an offset."""
        while True:
            answer = None
            try:
                answer = self.request("HEAD", self.upload)
                if answer.status in (200, 204) and answer.offset is not None:
                    return self.believe(answer.offset, offset)
                if answer.status not in self.try_again and answer.status not in (200, 204):
                    self.judge_refusal(answer)
            except Trouble:
                pass
            self.wait(answer)


# Classic bugs of such clients.


class RepeatsInsteadOfAsking:
    """after a failure it sends the same bytes again without asking"""

    def after_failure(self, offset, answer):
        if answer is not None and answer.status // 100 == 2:
            return super().after_failure(offset, answer)
        return offset


class AdvancesByWhatItSent:
    """advances by what it sent, whatever Upload-Offset says"""

    def advanced(self, answer, offset):
        return min(offset + self.chunk, self.size)


class NeverGoesBack:
    """ignores an offset that is further back than its own"""

    def believe(self, told, offset):
        return max(super().believe(told, offset), offset)


class AsksADeadUpload:
    """goes on asking an upload that is gone"""

    def judge_refusal(self, answer):
        if answer.status not in self.gone:
            self.refused(answer)


class KeepsTheOldOffset:
    """makes a new upload and goes on where the old one was"""

    def forget(self):
        self.old = self.sent
        super().forget()

    def send_all(self, offset):
        if getattr(self, "old", 0):
            offset, self.old = min(self.old, self.size - 1), 0
        return super().send_all(offset)


class StartsOverOnTrouble:
    """makes a new upload whenever asking fails"""

    def after_failure(self, offset, _answer):
        try:
            answer = self.request("HEAD", self.upload)
        except Trouble:
            raise SessionLost("trouble") from None
        if answer.status not in (200, 204) or answer.offset is None:
            raise SessionLost(str(answer.status))
        return self.believe(answer.offset, offset)


class StartsOverOnEveryFailure:
    """makes a new upload after any failed PATCH"""

    def after_failure(self, offset, answer):
        if answer is not None and answer.status // 100 == 2:
            return super().after_failure(offset, answer)
        raise SessionLost("failed")


class ConflictIsFatal:
    """takes 409 for the end"""

    def wait_after_append(self, answer):
        if answer is not None and answer.status == 409:
            raise Fatal("409")
        super().wait_after_append(answer)
