"""What becomes of faults in the hands of the client."""

import unittest

import openai

from client import MESSAGES, MODEL, URL


def chat(client, **params):
    return client.chat.completions.create(model=MODEL, messages=MESSAGES, **params)


def completions(client, **params):
    return client.completions.create(model=MODEL, prompt="x", **params)


def responses(client, **params):
    return client.responses.create(model=MODEL, input="x", **params)


ENDPOINTS = [chat, completions, responses]


class FaultsTest(unittest.TestCase):
    def ask(self, endpoint, name, value, stream):
        """Returns the answer, or all events, that come under that header."""
        with openai.OpenAI(base_url=URL + "/v1", api_key="any", max_retries=0, default_headers={name: value}) as client:
            answer = endpoint(client, stream=stream)
            return list(answer) if stream else answer

    def assert_fails(self, kind, name, value, endpoints=ENDPOINTS, streams=(True, False)):
        for endpoint in endpoints:
            for stream in streams:
                with self.subTest(endpoint=endpoint.__name__, stream=stream), self.assertRaises(kind) as caught:
                    self.ask(endpoint, name, value, stream)
        return caught.exception

    def test_status(self):
        self.assert_fails(openai.AuthenticationError, "X-Mock-Status", "401")
        self.assert_fails(openai.RateLimitError, "X-Mock-Status", "429")
        e = self.assert_fails(openai.InternalServerError, "X-Mock-Status", "503")
        self.assertRegex(e.request_id, "^req_")

    def test_error_event(self):
        e = self.assert_fails(openai.APIError, "X-Mock-Fault", "error-event:after=3", streams=[True])
        self.assertEqual(e.type, "server_error")

    def test_reset(self):
        self.assert_fails(openai.APIConnectionError, "X-Mock-Fault", "reset-midstream:after=3")

    def test_malformed(self):
        # Of JSON or, where a character is cut, of UTF-8.
        self.assert_fails(ValueError, "X-Mock-Fault", "malformed-json:after=3")
