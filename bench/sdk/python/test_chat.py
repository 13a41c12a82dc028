import asyncio
import base64
import json
import uuid

from client import MESSAGES, MODEL, ClientTest, Solution, new_async_client, tokens


class ChatTest(ClientTest):
    def create(self, **params):
        return self.client.chat.completions.create(**{"model": MODEL, "messages": MESSAGES} | params)

    def final(self, **params):
        """Returns the answer that the stream helper gathers."""
        with self.client.chat.completions.stream(model=MODEL, messages=MESSAGES, **params) as stream:
            return stream.get_final_completion()

    def test_whole(self):
        answer = self.create(n=2)
        said = sum(tokens(choice.message.content) for choice in answer.choices)
        self.assertEqual(answer.usage.completion_tokens, said)

    def test_parts(self):
        image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
        answer = self.create(messages=[{"role": "user", "content": [{"type": "text", "text": "What is it?"}, image]}])
        self.assertEqual(answer.usage.prompt_tokens, tokens("What is it?"))

    def test_streamed(self):
        with self.client.chat.completions.stream(model=MODEL, messages=MESSAGES) as stream:
            said = "".join(event.delta for event in stream if event.type == "content.delta")
            self.assertEqual(stream.get_final_completion().choices[0].message.content, said)

    def test_streamed_usage(self):
        for usage in [True, False]:
            options = {"include_usage": usage, "include_obfuscation": True}
            chunks = list(self.create(n=3, stream=True, stream_options=options))
            self.assertEqual([chunk.usage is None for chunk in chunks], [True] * (len(chunks) - 1) + [not usage])
            self.assertEqual({"usage" in chunk.model_fields_set for chunk in chunks}, {usage})

    def test_cached(self):
        asked = [{"role": "user", "content": f"{uuid.uuid4()} " + "Cached words. " * 800}]
        first, second = (self.strict.chat.completions.create(model=MODEL, messages=asked).usage for _ in range(2))
        self.assertEqual(first.prompt_tokens_details.cached_tokens, 0)
        self.assertEqual(second.prompt_tokens_details.cached_tokens, second.prompt_tokens // 128 * 128)
        *_, last = self.strict.chat.completions.create(model=MODEL, messages=asked, stream=True, stream_options={"include_usage": True})
        self.assertEqual(last.usage.prompt_tokens_details, second.prompt_tokens_details)

    def test_hang_up(self):
        with self.create(stream=True) as stream:
            self.assertTrue(next(stream).id)

    def test_parse(self):
        answer = self.client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Solution)
        self.assertIsInstance(answer.choices[0].message.parsed, Solution)
        self.assertIsInstance(self.final(response_format=Solution).choices[0].message.parsed, Solution)

    def test_json(self):
        answer = self.create(response_format={"type": "json_object"})
        self.assertIsInstance(json.loads(answer.choices[0].message.content), dict)

    def test_stop_and_limit(self):
        whole = self.create(seed=1).choices[0]
        cut = self.create(seed=1, stop="the").choices[0]
        self.assertEqual((cut.finish_reason, cut.message.content), ("stop", whole.message.content.split("the")[0]))
        short = self.create(seed=1, max_tokens=5).choices[0]
        self.assertEqual((short.finish_reason, short.message.content), ("length", whole.message.content[:20]))

    def test_logprobs(self):
        params = {"seed": 1, "logprobs": True, "top_logprobs": 3}
        whole, streamed = self.create(**params).choices[0], self.final(**params).choices[0]
        self.assertEqual("".join(one.token for one in whole.logprobs.content), whole.message.content)
        self.assertEqual(streamed.logprobs.content, whole.logprobs.content)

    def test_audio(self):
        params = {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}
        audio = self.create(**params).choices[0].message.audio
        self.assertEqual(base64.b64decode(audio.data)[:4], b"RIFF")
        self.assertTrue(list(self.create(stream=True, **params)))

    def test_fifty_streams_at_once(self):
        async def say(client):
            stream = await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            return [chunk async for chunk in stream][-1].choices[0].finish_reason

        async def say_all():
            async with new_async_client() as client:
                return await asyncio.gather(*(say(client) for _ in range(50)))

        self.assertEqual(asyncio.run(say_all()), ["stop"] * 50)
