"""The official client for Python against the server at MOCK_OPENAI_URL."""

import asyncio
import json
import math
import os
import unittest

import openai
from pydantic import BaseModel

URL = os.environ["MOCK_OPENAI_URL"] + "/v1"
MODEL = "gpt-4-mock"
MESSAGES = [{"role": "user", "content": "Hello!"}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}},
            "required": ["city", "unit"],
        },
    },
}


class Step(BaseModel):
    explanation: str
    output: str


class Solution(BaseModel):
    steps: list[Step]
    final_answer: str


def tokens(text):
    return math.ceil(len(text) / 4)


class ClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = openai.OpenAI(base_url=URL, api_key="any", max_retries=0)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()

    def test_chat(self):
        answer = self.client.chat.completions.create(model=MODEL, messages=MESSAGES, n=2)
        said = sum(tokens(choice.message.content) for choice in answer.choices)
        self.assertEqual(answer.usage.completion_tokens, said)

    def test_chat_streamed(self):
        with self.client.chat.completions.stream(model=MODEL, messages=MESSAGES) as stream:
            said = "".join(event.delta for event in stream if event.type == "content.delta")
            self.assertEqual(stream.get_final_completion().choices[0].message.content, said)

    def test_parse(self):
        answer = self.client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Solution)
        self.assertIsInstance(answer.choices[0].message.parsed, Solution)
        with self.client.chat.completions.stream(model=MODEL, messages=MESSAGES, response_format=Solution) as stream:
            answer = stream.get_final_completion()
        self.assertIsInstance(answer.choices[0].message.parsed, Solution)

    def test_tools(self):
        params = dict(model=MODEL, messages=MESSAGES, tools=[WEATHER], tool_choice="required", seed=1)
        whole = self.client.chat.completions.create(**params).choices[0]
        self.assertEqual(whole.finish_reason, "tool_calls")
        arguments = json.loads(whole.message.tool_calls[0].function.arguments)
        self.assertIn(arguments["unit"], ["c", "f"])
        with self.client.chat.completions.stream(**params) as stream:
            call = stream.get_final_completion().choices[0].message.tool_calls[0]
        self.assertEqual(json.loads(call.function.arguments), arguments)

    def test_completions(self):
        params = dict(model=MODEL, prompt="Once", max_tokens=10, seed=1)
        whole = self.client.completions.create(**params)
        said = "".join(chunk.choices[0].text for chunk in self.client.completions.create(stream=True, **params))
        self.assertEqual(said, whole.choices[0].text)

    def test_embeddings(self):
        for params in [{}, {"encoding_format": "float"}, {"dimensions": 100}]:
            vectors = self.client.embeddings.create(model="text-embedding-3-small", input=["a", "b"], **params).data
            self.assertEqual(len(vectors[1].embedding), params.get("dimensions", 1536))
            self.assertAlmostEqual(math.hypot(*vectors[1].embedding), 1, places=3)

    def test_models_and_moderations(self):
        self.assertEqual(self.client.models.list().data[0].id, MODEL)
        self.assertEqual(self.client.models.retrieve(MODEL).id, MODEL)
        self.assertFalse(self.client.moderations.create(input="x").results[0].flagged)

    def test_errors(self):
        with self.assertRaises(openai.NotFoundError):
            self.client.models.retrieve("none")
        with self.assertRaises(openai.BadRequestError) as caught:
            self.client.chat.completions.create(model=MODEL, messages="x")
        self.assertEqual((caught.exception.code, caught.exception.param), ("invalid_type", "messages"))

    def test_responses(self):
        whole = self.client.responses.create(model=MODEL, input="Hello!", max_output_tokens=9)
        self.assertEqual((whole.status, tokens(whole.output_text)), ("incomplete", 9))
        self.assertEqual(self.client.responses.retrieve(whole.id).id, whole.id)
        with self.client.responses.stream(model=MODEL, input="Hello!") as stream:
            numbers = [event.sequence_number for event in stream]
            self.assertEqual(stream.get_final_response().status, "completed")
        self.assertEqual(numbers, list(range(len(numbers))))
        parsed = self.client.responses.parse(model=MODEL, input="Hello!", text_format=Solution)
        self.assertIsInstance(parsed.output_parsed, Solution)

    def test_fifty_streams_at_once(self):
        async def say(client):
            stream = await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            return [chunk async for chunk in stream][-1].choices[0].finish_reason

        async def say_all():
            async with openai.AsyncOpenAI(base_url=URL, api_key="any", max_retries=0) as client:
                return await asyncio.gather(*(say(client) for _ in range(50)))

        self.assertEqual(asyncio.run(say_all()), ["stop"] * 50)


if __name__ == "__main__":
    unittest.main()
