import json

import openai

from client import CITY, MODEL, ClientTest, Solution, tokens

WEATHER = {"type": "function", "name": "get_weather", "parameters": CITY, "strict": True}


class ResponsesTest(ClientTest):
    def create(self, **params):
        return self.client.responses.create(**{"model": MODEL, "input": "Hello!"} | params)

    def final(self, client=None, **params):
        """Returns the response at the end of a stream."""
        with (client or self.client).responses.stream(model=MODEL, input="Hello!", **params) as stream:
            return stream.get_final_response()

    def test_whole_and_what_becomes_of_it(self):
        whole = self.create(instructions="Be brief.", metadata={"run": "7"}, temperature=0.3)
        self.assertEqual(whole.usage.output_tokens, tokens(whole.output_text))
        self.assertEqual(self.client.responses.retrieve(whole.id), whole)
        (item,) = self.client.responses.input_items.list(whole.id)
        self.assertEqual(item.content[0].text, "Hello!")
        with self.assertRaises(openai.BadRequestError):
            self.client.responses.cancel(whole.id)
        self.client.responses.delete(whole.id)
        with self.assertRaises(openai.NotFoundError):
            self.client.responses.retrieve(whole.id)

    def test_background(self):
        whole = self.create(background=True)
        self.assertEqual(whole.status, "queued")
        while whole.status in ("queued", "in_progress"):
            whole = self.client.responses.retrieve(whole.id)
        self.assertEqual(whole.usage.output_tokens, tokens(whole.output_text))
        self.assertEqual(self.client.responses.cancel(whole.id), whole)

    def test_streamed(self):
        with self.client.responses.stream(model=MODEL, input="Hello!") as stream:
            said = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
            self.assertEqual(stream.get_final_response().output_text, said)

    def test_error_in_stream(self):
        with self.assertRaises(openai.APIError) as caught:
            list(self.create(stream=True, extra_headers={"X-Mock-Fault": "error-event:status=429,after=3"}))
        self.assertEqual(caught.exception.code, "rate_limit_exceeded")
        self.assertIn("Rate limit reached", caught.exception.message)

    def test_cut_short(self):
        whole = self.create(max_output_tokens=9)
        self.assertEqual((whole.status, tokens(whole.output_text)), ("incomplete", 9))
        self.assertEqual(whole.incomplete_details.reason, "max_output_tokens")
        self.assertEqual(list(self.create(max_output_tokens=9, stream=True))[-1].type, "response.incomplete")

    def test_schema(self):
        parsed = self.client.responses.parse(model=MODEL, input="Hello!", text_format=Solution)
        self.assertIsInstance(parsed.output_parsed, Solution)
        self.assertIsInstance(self.final(text_format=Solution).output_parsed, Solution)
        self.assertIsInstance(json.loads(self.create(text={"format": {"type": "json_object"}}).output_text), dict)

    def test_tools(self):
        params = dict(tools=[WEATHER], tool_choice="required")
        for whole in (self.create(**params), self.final(**params)):
            (call,) = whole.output
            self.assertIn(json.loads(call.arguments)["unit"], ["c", "f"])
            output = {"type": "function_call_output", "call_id": call.call_id, "output": "fine"}
            said = call.model_dump(include={"type", "id", "call_id", "name", "arguments"})
            answer = self.create(input=[said, output], previous_response_id=whole.id, **params | {"tool_choice": "auto"})
            self.assertTrue(answer.output_text)
            kinds = [item.type for item in self.client.responses.input_items.list(answer.id, order="asc")]
            self.assertEqual(kinds, ["function_call", "function_call_output"])

    def test_custom_tool(self):
        params = dict(tools=[{"type": "custom", "name": "shell"}], tool_choice="required", extra_body={"seed": 1})
        (call,) = self.create(**params).output
        events = self.create(stream=True, **params)
        said = "".join(event.delta for event in events if event.type == "response.custom_tool_call_input.delta")
        self.assertEqual(said, call.input)

    def test_logprobs(self):
        params = dict(include=["message.output_text.logprobs"], top_logprobs=2)
        for whole in (self.create(**params), self.final(**params)):
            self.assertEqual(len(whole.output[0].content[0].logprobs), tokens(whole.output_text))

    def test_reasoning(self):
        streamed = self.final(self.strict, reasoning={"effort": "high", "summary": "auto"})
        self.assertEqual([item.type for item in streamed.output], ["reasoning", "message"])
        self.assertGreater(streamed.usage.output_tokens_details.reasoning_tokens, 0)
