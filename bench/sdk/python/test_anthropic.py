"""Anthropic's client for Python."""

import asyncio
import unittest
import uuid

import anthropic
from pydantic import BaseModel

from client import STRICT_KEY, STRICT_URL, URL, tokens

MODEL = "gpt-4-mock"
ASKED = {"model": MODEL, "max_tokens": 2048, "messages": [{"role": "user", "content": "Hello!"}]}
WEATHER = {
    "name": "weather",
    "description": "Tells the weather.",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}},
        "required": ["city", "unit"],
        "additionalProperties": False,
    },
}


class Person(BaseModel):
    name: str
    age: int


def new_client(url=URL, key="any", **options):
    return anthropic.Anthropic(**{"base_url": url, "api_key": key, "max_retries": 0} | options)


class AnthropicTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client, cls.strict = new_client(), new_client(STRICT_URL, STRICT_KEY)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.strict.close()

    def each(self, **params):
        """Yields the answers of both servers to a request, whole and streamed."""
        for client in self.client, self.strict:
            yield client.messages.create(**ASKED | params)
            with client.messages.stream(**ASKED | params) as stream:
                said = "".join(stream.text_stream)
                answer = stream.get_final_message()
            self.assertEqual(said, "".join(block.text for block in answer.content if block.type == "text"))
            yield answer

    def test_text(self):
        for answer in self.each(system="Be brief."):
            [block] = answer.content
            self.assertEqual((answer.role, answer.stop_reason, block.type), ("assistant", "end_turn", "text"))
            self.assertEqual(answer.usage.output_tokens, tokens(block.text))
            self.assertEqual(answer.usage.input_tokens, tokens("Hello!" + "Be brief."))
            self.assertEqual(answer.usage.cache_read_input_tokens, 0)

    def test_cache(self):
        long = f"{uuid.uuid4()} " + "Cached words. " * 800
        for kept, ttl in ("5m", "ephemeral_5m_input_tokens"), ("1h", "ephemeral_1h_input_tokens"):
            system = [{"type": "text", "text": kept + long, "cache_control": {"type": "ephemeral", "ttl": kept}}]
            first, second = (self.strict.messages.create(**ASKED, system=system).usage for _ in range(2))
            written = first.cache_creation_input_tokens
            self.assertGreater(written, 2048)
            self.assertEqual((first.cache_read_input_tokens, getattr(first.cache_creation, ttl)), (0, written))
            self.assertEqual((second.cache_read_input_tokens, second.cache_creation_input_tokens), (written, 0))
            self.assertEqual(first.input_tokens, second.input_tokens)
            with self.strict.messages.stream(**ASKED, system=system) as stream:
                started = next(event.message.usage for event in stream if event.type == "message_start")
                for streamed in started, stream.get_final_message().usage:
                    self.assertEqual((streamed.cache_read_input_tokens, streamed.cache_creation_input_tokens), (written, 0))

    def test_stops(self):
        for answer in self.each(max_tokens=3):
            self.assertEqual((answer.stop_reason, answer.usage.output_tokens), ("max_tokens", 3))
        for answer in self.each(stop_sequences=["e", "a"]):
            self.assertEqual(answer.stop_reason, "stop_sequence")
            self.assertIn(answer.stop_sequence, ["e", "a"])

    def test_raw_events(self):
        events = list(self.client.messages.create(stream=True, **ASKED))
        self.assertEqual([events[0].type, events[1].type], ["message_start", "content_block_start"])
        self.assertEqual([e.type for e in events[-3:]], ["content_block_stop", "message_delta", "message_stop"])

    def test_tools(self):
        for answer in self.each(tools=[WEATHER], tool_choice={"type": "any", "disable_parallel_tool_use": True}):
            [call] = answer.content
            self.assertEqual((answer.stop_reason, call.type, call.name), ("tool_use", "tool_use", "weather"))
            self.assertIn(call.input["unit"], ["c", "f"])
            asked = ASKED["messages"] + [
                {"role": "assistant", "content": answer.content},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "sunny"}]},
            ]
            after = self.strict.messages.create(**ASKED | {"messages": asked, "tools": [WEATHER]})
            self.assertEqual((after.stop_reason, after.content[0].type), ("end_turn", "text"))

    def test_thinking(self):
        for thinking in {"type": "enabled", "budget_tokens": 1024}, {"type": "adaptive"}:
            for answer in self.each(thinking=thinking):
                thought, said = answer.content
                self.assertEqual((thought.type, said.type), ("thinking", "text"))
                self.assertTrue(thought.signature)
                self.assertEqual(answer.usage.output_tokens_details.thinking_tokens, tokens(thought.thinking))
                self.assertEqual(answer.usage.output_tokens, tokens(thought.thinking) + tokens(said.text))

    def test_structured(self):
        for client in self.client, self.strict:
            self.assertIsInstance(client.messages.parse(output_format=Person, **ASKED).parsed_output, Person)

    def test_counts(self):
        counted = self.strict.messages.count_tokens(model=MODEL, messages=ASKED["messages"], tools=[WEATHER])
        asked = self.strict.messages.create(**ASKED, tools=[WEATHER], tool_choice={"type": "none"})
        self.assertEqual(counted.input_tokens, asked.usage.input_tokens)

    def test_models(self):
        models = list(self.client.models.list(limit=1))
        self.assertIn(MODEL, [m.id for m in models])
        model = self.client.models.retrieve(MODEL)
        self.assertEqual((model.type, model.lifecycle), ("model", "active"))
        self.assertTrue(model.capabilities.structured_outputs.supported)
        with self.assertRaises(anthropic.NotFoundError):
            self.client.models.retrieve("none")

    def test_vertex(self):
        for url, token in (URL, "any"), (STRICT_URL, STRICT_KEY):
            options = dict(base_url=url + "/v1", region="us-east5", project_id="p", access_token=token, max_retries=0)
            with anthropic.AnthropicVertex(**options) as client:
                whole = client.messages.create(**ASKED)
                self.assertRegex(whole.id, "^msg_vrtx_")
                with client.messages.stream(**ASKED) as stream:
                    self.assertEqual(stream.get_final_message().stop_reason, "end_turn")
                counted = client.messages.count_tokens(model=MODEL, messages=ASKED["messages"])
                self.assertEqual(counted.input_tokens, whole.usage.input_tokens)
                failing = {"extra_headers": {"X-Mock-Fault": "error:status=529"}}
                self.assert_error(anthropic.InternalServerError, "overloaded_error", "Overloaded", client.messages.create, **ASKED, **failing)
                failing = {"extra_headers": {"X-Mock-Fault": "error:status=429"}}
                with self.assertRaises(anthropic.RateLimitError) as caught:
                    client.messages.create(**ASKED, **failing)
                self.assertEqual(caught.exception.body["error"]["status"], "RESOURCE_EXHAUSTED")

    def test_async(self):
        async def ask():
            async with anthropic.AsyncAnthropic(base_url=URL, api_key="any") as client:
                async with client.messages.stream(**ASKED) as stream:
                    return await stream.get_final_message()

        self.assertEqual(asyncio.run(ask()).stop_reason, "end_turn")

    def assert_error(self, kind, name, message, ask, **params):
        with self.assertRaises(kind) as caught:
            ask(**params)
        self.assertEqual(caught.exception.type, name)
        self.assertIn(message, str(caught.exception))
        self.assertRegex(caught.exception.body["request_id"], "^req_[0-9a-f]{32}$")
        return caught.exception

    def test_errors(self):
        f, create = self.assert_error, self.client.messages.create
        e = f(anthropic.BadRequestError, "invalid_request_error", "max_tokens: Input should be a valid integer", create, **ASKED, extra_body={"max_tokens": "a"})
        self.assertEqual(e.request_id, e.body["request_id"])
        f(anthropic.BadRequestError, "invalid_request_error", "Extra inputs are not permitted", self.strict.messages.create, **ASKED, extra_body={"n": 1})
        f(anthropic.NotFoundError, "not_found_error", "model: none", self.strict.messages.create, **ASKED | {"model": "none"})
        with new_client(STRICT_URL, "sk-none") as stranger:
            f(anthropic.AuthenticationError, "authentication_error", "invalid x-api-key", stranger.messages.create, **ASKED)
        with new_client(STRICT_URL, None, auth_token=STRICT_KEY) as bearer:
            self.assertEqual(bearer.messages.create(**ASKED).stop_reason, "end_turn")
        failing = {"extra_headers": {"X-Mock-Fault": "error:status=529"}}
        self.assertEqual(f(anthropic.InternalServerError, "overloaded_error", "Overloaded", create, **ASKED, **failing).status_code, 529)
        broken = {"extra_headers": {"X-Mock-Fault": "error-event:status=529,after=4"}}
        f(anthropic.APIStatusError, "overloaded_error", "Overloaded", lambda **q: list(create(**q)), stream=True, **ASKED, **broken)

    def test_retries(self):
        failing = {"X-Mock-Fault": "error:status=529,for=50ms"}
        with new_client(max_retries=2) as client:
            with self.assertRaises(anthropic.InternalServerError) as caught:
                client.messages.create(**ASKED, extra_headers=failing)
        self.assertEqual(caught.exception.response.request.headers["x-stainless-retry-count"], "2")


if __name__ == "__main__":
    unittest.main()
