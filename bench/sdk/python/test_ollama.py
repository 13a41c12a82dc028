import asyncio
import unittest

import ollama

from client import CITY, MESSAGES, MODEL, STRICT_KEY, STRICT_URL, URL, Solution, tokens

TOOLS = [{"type": "function", "function": {"name": "weather", "description": "Tells the weather.", "parameters": CITY}}]



class OllamaTest(unittest.TestCase):
    def setUp(self):
        self.client = self.new_client()
        self.strict = self.new_client(STRICT_URL, Authorization=f"Bearer {STRICT_KEY}")

    def new_client(self, url=URL, **headers):
        client = ollama.Client(host=url, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self.addCleanup(client.close)
        return client

    def test_chat(self):
        options = {"seed": 1, "num_predict": 100}
        whole = self.client.chat(model=MODEL, messages=MESSAGES, options=options)
        self.assertEqual((whole.message.role, whole.done, whole.eval_count), ("assistant", True, tokens(whole.message.content)))
        self.assertEqual(whole.total_duration, whole.load_duration + whole.prompt_eval_duration + whole.eval_duration)
        *parts, last = self.client.chat(model=MODEL, messages=MESSAGES, options=options, stream=True)
        self.assertEqual("".join(part.message.content for part in parts), whole.message.content)
        self.assertEqual((last.done, last.done_reason, last.eval_count), (True, whole.done_reason, whole.eval_count))

    def test_async_chat(self):
        async def said():
            async with ollama.AsyncClient(host=URL) as client:
                return "".join([part.message.content async for part in await client.chat(model="echo", messages=MESSAGES, stream=True)])

        self.assertEqual(asyncio.run(said()), MESSAGES[0]["content"])

    def test_generate(self):
        whole = self.client.generate(model=MODEL, prompt="Once", options={"seed": 1, "stop": ["z"]})
        self.assertEqual(len(whole.context), whole.prompt_eval_count + whole.eval_count)
        parts = self.client.generate(model=MODEL, prompt="Once", options={"seed": 1, "stop": ["z"]}, stream=True)
        self.assertEqual("".join(part.response for part in parts), whole.response)
        self.assertEqual(self.client.generate(model=MODEL, keep_alive=0).done_reason, "unload")

    def test_tools(self):
        client = self.new_client(X_Mock_Tool_Call_Rate="1")
        (call,) = client.chat(model=MODEL, messages=MESSAGES, tools=TOOLS, options={"seed": 1}).message.tool_calls
        self.assertEqual((call.function.name, type(call.function.arguments["city"])), ("weather", str))
        parts = client.chat(model=MODEL, messages=MESSAGES, tools=TOOLS, options={"seed": 1}, stream=True)
        self.assertEqual([again for part in parts for again in part.message.tool_calls or []], [call])
        answered = [*MESSAGES, {"role": "tool", "tool_name": "weather", "content": "sunny"}]
        self.assertIsNone(client.chat(model=MODEL, messages=answered, tools=TOOLS).message.tool_calls)

    def test_structured(self):
        answer = self.client.chat(model=MODEL, messages=MESSAGES, format=Solution.model_json_schema())
        Solution.model_validate_json(answer.message.content)

    def test_thinking(self):
        answer = self.client.chat(model=MODEL, messages=MESSAGES, think=True)
        self.assertEqual(answer.eval_count, tokens(answer.message.thinking) + tokens(answer.message.content))
        parts = list(self.strict.generate(model=MODEL, prompt="Once", stream=True))
        self.assertTrue(parts[0].thinking)
        self.assertFalse(self.strict.generate(model=MODEL, prompt="Once", think=False).thinking)

    def test_logprobs(self):
        answer = self.client.chat(model=MODEL, messages=MESSAGES, logprobs=True, top_logprobs=2)
        self.assertEqual("".join(item.token for item in answer.logprobs), answer.message.content)
        self.assertEqual({len(item.top_logprobs) for item in answer.logprobs}, {2})

    def test_embeddings(self):
        first, second = self.client.embed(model=MODEL, input=["a", "b"]).embeddings
        self.assertEqual(len(first), len(second))
        self.assertEqual(self.client.embeddings(model=MODEL, prompt="b").embedding, second)

    def test_models(self):
        self.assertIn(MODEL, [about.model for about in self.client.list().models])
        self.assertIn(MODEL, [about.model for about in self.client.ps().models])
        self.assertEqual("success", self.client.pull(MODEL).status)
        self.assertEqual(["pulling manifest", "success"], [p.status for p in self.client.pull(MODEL, stream=True)][::3])
        about = self.client.show(MODEL)
        self.assertIn("tools", about.capabilities)
        self.assertEqual(about.details.format, "gguf")

    def test_errors(self):
        def fails(status, client, **params):
            with self.assertRaises(ollama.ResponseError) as caught:
                list(client.chat(**{"model": MODEL, "messages": MESSAGES, "stream": True} | params))
            self.assertEqual(caught.exception.status_code, status)
            return caught.exception.error

        self.assertEqual(fails(404, self.strict, model="none"), "model 'none' not found")
        self.assertEqual(fails(401, self.new_client(STRICT_URL)), "unauthorized")
        self.assertIn("num_predict", fails(400, self.client, options={"num_predict": "7"}))
        self.assertIn("busy", fails(503, self.new_client(X_Mock_Status="503")))
        self.assertTrue(fails(-1, self.new_client(X_Mock_Fault="error-event:after=2")))  # in a line
