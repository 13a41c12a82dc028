"""The client waits as long as a 429 tells it. MOCK_OPENAI_FLAKY_URL refuses the first two requests of each session,
MOCK_OPENAI_LIMITED_URL more than thirty a minute of each key."""

import os
import time
import uuid

import openai

from client import MESSAGES, MODEL, ClientTest, checker
from checker import Transport

FLAKY = os.environ["MOCK_OPENAI_FLAKY_URL"]
LIMITED = os.environ["MOCK_OPENAI_LIMITED_URL"]
EARLY = 0.01  # seconds that a sleep may end early


class Watch(Transport):
    """Notes what comes of each try, and keeps a header from the client."""

    def __init__(self, without=None):
        super().__init__(checker)
        self.without, self.tries = without, []

    def handle_request(self, request):
        began = time.monotonic()
        answer = super().handle_request(request)
        wait = float(answer.headers["retry-after-ms"]) / 1000 if answer.status_code == 429 else 0
        self.tries.append((answer.status_code, began, time.monotonic(), wait))
        if self.without:
            answer.headers.pop(self.without, None)
        return answer


class RetriesTest(ClientTest):
    def watched(self, url, watch, **options):
        http = openai.DefaultHttpxClient(transport=watch)
        options = {"api_key": "any", "default_headers": {"X-Mock-Session": str(uuid.uuid4())}} | options
        return openai.OpenAI(base_url=url + "/v1", http_client=http, **options)

    def assert_waited(self, watch):
        for (_, _, ended, wait), (_, began, _, _) in zip(watch.tries, watch.tries[1:]):
            self.assertGreaterEqual(began - ended, wait - EARLY)

    def statuses(self, watch):
        return [status for status, *_ in watch.tries]

    def test_waits(self):
        # Of its own accord the client waits for half a second at most before its second try.
        for without in ["retry-after", "retry-after-ms"]:
            watch = Watch(without)
            with self.watched(FLAKY, watch, max_retries=2) as client:
                chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
            self.assertEqual(chunks[-1].choices[0].finish_reason, "stop")
            self.assertEqual(self.statuses(watch), [429, 429, 200])
            self.assert_waited(watch)

    def test_gives_up(self):
        watch = Watch()
        with self.watched(FLAKY, watch, max_retries=1) as client, self.assertRaises(openai.RateLimitError) as caught:
            client.responses.create(model=MODEL, input="x")
        self.assertEqual(caught.exception.code, "rate_limit_exceeded")
        self.assertEqual(self.statuses(watch), [429, 429])

    def test_limit(self):
        watch = Watch()
        with self.watched(LIMITED, watch, api_key=str(uuid.uuid4()), max_retries=2) as client:
            while 429 not in self.statuses(watch):
                client.chat.completions.create(model=MODEL, messages=MESSAGES)
        self.assertEqual(watch.tries[-1][0], 200)
        self.assert_waited(watch)
