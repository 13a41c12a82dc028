"""Checks every answer that a client gets against the JSON Schemas."""

import json
import pathlib
import re

import httpx2
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

ROOT = pathlib.Path(__file__).parent.parent
EVENT = re.compile(r"(event: (?P<name>.*)\n)?data: (?P<data>.*)")


def read(path):
    return json.loads((ROOT / path).read_text())


class Checker:
    """Knows by answers.json which schema an answer must meet, and what was found wrong."""

    def __init__(self):
        self.failures = []
        self._answers = read("answers.json")
        self._events = [name for name in read("schemas/response_event.json")["$defs"] if name.startswith("response.")]
        self._schemas = Registry().with_resources(
            (path.name, Resource.from_contents(json.loads(path.read_text()))) for path in (ROOT / "schemas").iterdir()
        )
        self._seen = set()

    def settled(self):
        """Returns what was found wrong since the last call."""
        failures, self.failures = self.failures, []
        return failures

    def unseen(self):
        """Returns the kinds of answers that never came."""
        kinds = [
            f"{about['method']} {about['path']} {kind}"
            for about in self._answers
            for kind in ("whole", "event", "error")
            if kind in about
        ]
        return [kind for kind in kinds + self._events if kind not in self._seen]

    def tap(self, request, answer):
        """Has the answer checked as it is read, and what it came over now."""
        version = answer.extensions["http_version"]
        if version != (b"HTTP/2" if request.url.scheme == "https" else b"HTTP/1.1"):
            self.failures.append(f"{request.method} {request.url.path} over {version}")
        answer.stream = Tap(self, request, answer)
        return answer

    def check(self, request, answer, body, whole=True):
        """Checks an answer with that body; a client that hangs up, or tries again, has not got the whole of it."""
        method, path = request.method, request.url.path
        streamed = answer.headers.get("content-type") == "text/event-stream; charset=utf-8"
        kind = "error" if answer.status_code >= 400 else "event" if streamed else "whole"
        what = f"{method} {path}: {answer.status_code}"
        for about in self._answers:
            if kind in about and re.fullmatch(f"{about['method']} {about['path']}", f"{method} {path}"):
                break
        else:
            self.failures.append(f"{what}: nobody expects such an answer")
            return
        self._seen.add(f"{about['method']} {about['path']} {kind}")
        text = body.decode()
        if streamed:
            self._check_stream(what, about, text, whole)
            return
        if answer.headers.get("content-type") != "application/json":
            self.failures.append(f"{what}: it is not JSON")
        if whole:
            self._validate(what, about[kind], text)

    def _check_stream(self, what, about, text, whole):
        *events, rest = text.split("\n\n")
        if rest and whole:
            self.failures.append(f"{what}: the last event does not end: {text[-200:]}")
        events = [event for event in events if not event.startswith(": ")]
        names = [self._check_event(what, about, event, i) for i, event in enumerate(events)]
        ends = [i for i, name in enumerate(names) if re.fullmatch(about["end"], name or "")]
        if ends != [len(names) - 1] and (whole or ends):
            self.failures.append(f"{what}: the stream goes {names}")

    def _check_event(self, what, about, event, i):
        """Returns the name of the event: its type, if it has one."""
        match = EVENT.fullmatch(event) or EVENT.fullmatch("data: ")
        name, data = match["name"], match["data"]
        if data == "[DONE]":
            return data
        document = self._validate(what, about["event"], data) or {}
        if document.get("type") != name:
            self.failures.append(f"{what}: event {name} is of type {document.get('type')}")
        if name and document.get("sequence_number") != i:
            self.failures.append(f"{what}: event {i} has number {document.get('sequence_number')}")
        if name:
            self._seen.add(name)
        return name

    def _validate(self, what, schema, text):
        try:
            document = json.loads(text)
        except ValueError as e:
            self.failures.append(f"{what}: {e} in {text}")
            return None
        for error in Draft202012Validator({"$ref": schema}, registry=self._schemas).iter_errors(document):
            self.failures.append(f"{what}: {error.json_path}: {error.message[:200]} in {text}")
        return document


class Tap(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that goes on to the client, and to the checker when it ends."""

    def __init__(self, checker, request, answer):
        self._checker, self._request, self._answer = checker, request, answer
        self._inner, self._body, self._whole = answer.stream, b"", False

    def __iter__(self):
        for piece in self._inner:
            self._body += piece
            yield piece
        self._whole = True

    async def __aiter__(self):
        async for piece in self._inner:
            self._body += piece
            yield piece
        self._whole = True

    def close(self):
        self._inner.close()
        self._checker.check(self._request, self._answer, self._body, self._whole)

    async def aclose(self):
        await self._inner.aclose()
        self._checker.check(self._request, self._answer, self._body, self._whole)


class Transport(httpx2.HTTPTransport):
    """HTTP, over TLS in its second version, whose every answer is checked."""

    def __init__(self, checker):
        super().__init__(http2=True)
        self._checker = checker

    def handle_request(self, request):
        return self._checker.tap(request, super().handle_request(request))


class AsyncTransport(httpx2.AsyncHTTPTransport):
    """The same for asynchronous clients."""

    def __init__(self, checker):
        super().__init__(http2=True)
        self._checker = checker

    async def handle_async_request(self, request):
        return self._checker.tap(request, await super().handle_async_request(request))
