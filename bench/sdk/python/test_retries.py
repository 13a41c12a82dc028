"""The client waits as long as a 429 tells it. The 429s come from a proxy in front of the server."""

import http.server
import json
import threading
import time

import httpx2
import openai

from client import MESSAGES, MODEL, URL, ClientTest, new_client

REFUSAL = json.dumps(
    {"error": {"message": "Rate limit reached for requests.", "type": "requests", "param": None, "code": "rate_limit_exceeded"}}
).encode()


class Proxy(http.server.ThreadingHTTPServer):
    """Turns the first requests away with that header."""

    def __init__(self, requests, name, value):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests, self.header, self.came = requests, (name, value), []
        threading.Thread(target=self.serve_forever).start()

    def __exit__(self, *failure):
        self.shutdown()
        super().__exit__(*failure)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.came.append(time.monotonic())
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(self.server.came) <= self.server.requests:
            self.answer(429, "application/json", REFUSAL, self.server.header)
        else:
            theirs = httpx2.post(URL + self.path, content=body)
            self.answer(theirs.status_code, theirs.headers["content-type"], theirs.content)

    def answer(self, status, kind, body, *headers):
        self.send_response(status)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), *headers]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *line):
        pass


class RetriesTest(ClientTest):
    def test_waits(self):
        # Of its own accord the client waits for half a second at most.
        for name, value, least in [("retry-after-ms", "800", 0.8), ("retry-after", "1", 1)]:
            with Proxy(1, name, value) as proxy, new_client(proxy.url, max_retries=2) as client:
                chunks = list(client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
                self.assertEqual(chunks[-1].choices[0].finish_reason, "stop")
                first, second = proxy.came
                self.assertGreaterEqual(second - first, least)

    def test_gives_up(self):
        with Proxy(1000, "retry-after-ms", "1") as proxy, new_client(proxy.url, max_retries=2) as client:
            with self.assertRaises(openai.RateLimitError) as caught:
                client.responses.create(model=MODEL, input="x")
            self.assertEqual(caught.exception.code, "rate_limit_exceeded")
            self.assertEqual(len(proxy.came), 3)
