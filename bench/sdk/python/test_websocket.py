import sys
import unittest

import websockets.exceptions

from client import CITY, MODEL, STRICT_URL, URL, ClientTest, new_client, tokens

# The client reads and writes in two threads. Without python/cpython#134698, which 3.13.4 has
# mended, that breaks one in 200 connections over TLS, and sometimes the process. The
# clients of Node try WebSockets over TLS.
threads_share_tls = unittest.skipIf(URL.startswith("https:") and sys.version_info < (3, 13, 4), "two threads share a TLS connection")

WEATHER = {"type": "function", "name": "weather", "parameters": CITY}
SAID = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello!"}]}


@threads_share_tls
class ResponsesWebSocketTest(ClientTest):
    def answer(self, connection, **params):
        """Returns the text of the deltas and the last event of a response."""
        connection.response.create(**{"model": MODEL, "input": "Hello!"} | params)
        said = ""
        for event in connection:
            if event.type == "response.output_text.delta":
                said += event.delta
            elif event.type in ("response.completed", "response.incomplete", "error"):
                return said, event

    def test_turns(self):
        with self.client.responses.connect() as connection:
            said, first = self.answer(connection, store=False)
            self.assertEqual(first.response.output_text, said)
            self.assertEqual(first.response.usage.output_tokens, tokens(said))
            _, second = self.answer(connection, previous_response_id=first.response.id, stream_id="main")
            self.assertGreater(second.response.usage.input_tokens, first.response.usage.total_tokens)
            self.assertEqual(second.stream_id, "main")

    def test_tools(self):
        with self.client.responses.connect() as connection:
            _, event = self.answer(connection, tools=[WEATHER], tool_choice="required")
            self.assertEqual(event.response.output[0].name, "weather")

    def test_errors(self):
        with self.strict.responses.connect() as connection:
            _, event = self.answer(connection, previous_response_id="resp_none")
            self.assertEqual(event.type, "error")
            said, event = self.answer(connection)
            self.assertTrue(said and event.type != "error")
        with new_client(STRICT_URL, "sk-none") as stranger, self.assertRaises(websockets.exceptions.InvalidStatus) as caught:
            stranger.responses.connect().enter()
        self.assertEqual(caught.exception.response.status_code, 401)


@threads_share_tls
class RealtimeTest(ClientTest):
    def answer(self, connection, kind="response.output_text.delta", **response):
        connection.response.create(response=response)
        said = ""
        for event in connection:
            if event.type == kind:
                said += event.delta
            elif event.type in ("response.done", "error"):
                return said, event

    def test_text(self):
        for client in [self.client, self.strict]:
            with client.realtime.connect(model=MODEL) as connection:
                self.assertEqual(connection.recv().session.model, MODEL)
                connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
                self.assertEqual(connection.recv().session.output_modalities, ["text"])
                connection.conversation.item.create(item=SAID)
                self.assertEqual(connection.recv().item.content[0].text, "Hello!")
                said, event = self.answer(connection)
                self.assertEqual(event.response.status, "completed")
                self.assertEqual(event.response.output[0].content[0].text, said)
                self.assertTrue(said)

    def test_audio(self):
        with self.client.realtime.connect(model=MODEL) as connection:
            said, event = self.answer(connection, "response.output_audio_transcript.delta")
            self.assertEqual(event.response.output[0].content[0].transcript, said)

    def test_tools(self):
        with self.client.realtime.connect(model=MODEL) as connection:
            connection.session.update(session={"type": "realtime", "output_modalities": ["text"], "tools": [WEATHER], "tool_choice": "required"})
            arguments, event = self.answer(connection, "response.function_call_arguments.delta")
            call = event.response.output[0]
            self.assertEqual((call.name, call.arguments), ("weather", arguments))
            connection.conversation.item.create(item={"type": "function_call_output", "call_id": call.call_id, "output": "sunny"})
            said, _ = self.answer(connection, tool_choice="auto")
            self.assertTrue(said)

    def test_errors(self):
        with self.client.realtime.connect(model=MODEL) as connection:
            connection.recv()
            connection.response.cancel(event_id="mine")
            event = connection.recv()
            self.assertEqual((event.type, event.error.event_id), ("error", "mine"))
