"""The checker must bite: it takes answers of the server as they are, and finds the faults in doctored ones."""

import json
import unittest

import httpx2

from checker import Checker
from client import MESSAGES, MODEL, URL

CHAT = "/v1/chat/completions", {"model": MODEL, "messages": MESSAGES, "max_tokens": 2, "logprobs": True}
RESPONSE = "/v1/responses", {"input": "Hello!"}


class CheckerTest(unittest.TestCase):
    def setUp(self):
        self.checker = Checker()

    def faults(self, answer, body):
        self.checker.check(answer.request, answer, body.encode())
        return self.checker.settled()

    def bite(self, path, request, *doctors, stream=False):
        answer = httpx2.post(URL + path, json=request | {"stream": stream})
        self.assertEqual(self.faults(answer, answer.text), [])
        for doctor in doctors:
            self.assertNotEqual(self.faults(answer, doctor(answer.text)), [], doctor(answer.text))

    def test_whole(self):
        def without(name):
            return lambda text: json.dumps({key: value for key, value in json.loads(text).items() if key != name})

        def with_(**members):
            return lambda text: json.dumps(json.loads(text) | members)

        self.bite(*CHAT, without("usage"), without("id"), with_(surprise=1), with_(object="chat"), with_(choices=[]), with_(created=None))
        self.bite(*CHAT, lambda text: text.replace('"refusal"', '"refuse"'), lambda text: text.replace('"stop"', '"end"').replace('"length"', '"end"'), lambda text: text[:-1])
        self.bite(*RESPONSE, without("status"), with_(surprise=1), with_(usage=None), with_(status="incomplete"), with_(output=[{"type": "?"}]))
        self.bite("/v1/embeddings", {"input": "x"}, with_(data=[]), with_(surprise=1), lambda text: text.replace("[0.", '["0.', 1).replace("[-0.", '["-0.', 1))

    def test_streams(self):
        self.bite(
            *CHAT,
            lambda text: text.replace("data: [DONE]\n\n", ""),
            lambda text: text[:-1],
            lambda text: text + text,
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("data: ", "id: 1\ndata: ", 1),
            lambda text: text.replace('"choices"', '"error":null,"choices"', 1),
            stream=True,
        )
        self.bite(
            *RESPONSE,
            lambda text: text.replace('"sequence_number":1', '"sequence_number":2', 1),
            lambda text: text.replace("event: response.created", "event: response.queued"),
            lambda text: text.replace("response.content_part.added", "response.content_part.begun"),
            lambda text: text[: text.rindex("event: ")],
            stream=True,
        )

    def test_unexpected(self):
        request = httpx2.Request("GET", URL + "/v1/files")
        self.assertTrue(self.faults(httpx2.Response(200, json={}, request=request), "{}"))
        request = httpx2.Request("GET", URL + "/v1/models")
        self.assertTrue(self.faults(httpx2.Response(200, text="{}", request=request), '{"object":"list","data":[]}'))
