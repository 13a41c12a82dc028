"""The clients of providers whose API is OpenAI's with other members, and OpenAI's for those that have none."""

import json
import unittest

import groq
import httpx
import openai
from mistralai.client import Mistral, errors

from client import CITY, MESSAGES, URL, tokens

TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": CITY}}]


def model(accent, *settings):
    return ",".join([f"m:accent={accent}", "tokens=40", *settings])


class MistralTest(unittest.TestCase):
    def setUp(self):
        self.client = Mistral(api_key="any", server_url=URL)

    def test_chat(self):
        params = dict(model=model("mistral"), messages=MESSAGES, random_seed=1)
        whole = self.client.chat.complete(**params)
        events = [event.data for event in self.client.chat.stream(**params)]
        said = "".join(event.choices[0].delta.content for event in events)
        self.assertEqual((said, whole.usage.completion_tokens), (whole.choices[0].message.content, tokens(said)))
        self.assertEqual(events[-1].usage, whole.usage)
        self.assertRegex(whole.id, "^[0-9a-f]{32}$")

    def test_reasoning(self):
        params = dict(model=model("mistral"), messages=MESSAGES, random_seed=1, reasoning_effort="high")
        thinking, text = self.client.chat.complete(**params).choices[0].message.content
        deltas = [event.data.choices[0].delta.content for event in self.client.chat.stream(**params)]
        thought = "".join(chunk.thinking[0].text for delta in deltas if isinstance(delta, list) for chunk in delta)
        said = "".join(delta for delta in deltas if isinstance(delta, str))
        self.assertEqual((thought, said), (thinking.thinking[0].text, text.text))

    def test_fim(self):
        params = dict(model="codestral-latest", prompt="def fib(", suffix="    return a", max_tokens=20, random_seed=1)
        whole = self.client.fim.complete(**params)
        events = [event.data for event in self.client.fim.stream(**params)]
        said = "".join(event.choices[0].delta.content for event in events)
        self.assertEqual((said, events[-1].usage), (whole.choices[0].message.content, whole.usage))

    def test_tools(self):
        params = dict(model=model("mistral"), messages=MESSAGES, tools=TOOLS, tool_choice="any", random_seed=1)
        (call,) = self.client.chat.complete(**params).choices[0].message.tool_calls
        last = list(self.client.chat.stream(**params))[-1].data.choices[0]
        self.assertEqual((last.finish_reason, last.delta.tool_calls[0].function), ("tool_calls", call.function))
        self.assertRegex(call.id, "^[0-9a-z]{9}$")

    def test_errors(self):
        for status, body in {
            401: {"detail": "Unauthorized"},
            429: {"object": "error", "message": "Rate limit exceeded", "type": "rate_limited", "param": None, "code": "1300", "raw_status_code": 429},
        }.items():
            with self.assertRaises(errors.SDKError) as caught:
                self.client.chat.complete(model=model("mistral", f"fault=error:status={status}"), messages=MESSAGES)
            self.assertEqual((caught.exception.status_code, json.loads(caught.exception.body)), (status, body))
        with self.assertRaises(errors.HTTPValidationError) as caught:
            self.client.chat.complete(model=model("mistral"), messages=MESSAGES, n=-1)
        (detail,) = json.loads(caught.exception.body)["message"]["detail"]
        self.assertEqual((caught.exception.status_code, detail["loc"]), (422, ["body", "n"]))


class GroqTest(unittest.TestCase):
    def test_chat(self):
        with groq.Groq(api_key="any", base_url=URL, max_retries=0) as client:
            params = dict(model=model("groq", "reasoning-tokens=20"), messages=MESSAGES, seed=1)
            whole = client.chat.completions.create(**params)
            self.assertTrue(whole.x_groq.id.startswith("req_"))
            *chunks, last = client.chat.completions.create(stream=True, **params)
            deltas = [chunk.choices[0].delta for chunk in chunks]
            message = whole.choices[0].message
            self.assertEqual("".join(delta.reasoning or "" for delta in deltas), message.reasoning)
            self.assertEqual("".join(delta.content or "" for delta in deltas), message.content)
            self.assertEqual(last.x_groq.usage.completion_tokens, whole.usage.completion_tokens)

    def test_errors(self):
        with groq.Groq(api_key="any", base_url=URL, max_retries=0) as client:
            for status, kind, error in [
                (401, groq.AuthenticationError, {"message": "Invalid API Key", "type": "invalid_request_error", "code": "invalid_api_key"}),
                (503, groq.InternalServerError, {"message": "Service Unavailable", "type": "internal_server_error"}),
            ]:
                with self.assertRaises(kind) as caught:
                    client.chat.completions.create(model=model("groq", f"fault=error:status={status}"), messages=MESSAGES)
                self.assertEqual(caught.exception.body, {"error": error})
            with self.assertRaises(groq.APIError) as caught:
                list(client.chat.completions.create(model=model("groq", "fault=error-event:status=503"), messages=MESSAGES, stream=True))
            self.assertEqual(caught.exception.body, {"message": "Service Unavailable", "type": "internal_server_error"})


class OpenAITest(unittest.TestCase):
    """OpenAI's client, which keeps members that it does not know."""

    def setUp(self):
        self.client = openai.OpenAI(base_url=URL + "/v1", api_key="any", max_retries=0)
        self.addCleanup(self.client.close)

    def test_deepseek(self):
        params = dict(model=model("deepseek", "reasoning-tokens=20"), messages=MESSAGES, seed=1)
        whole = self.client.chat.completions.create(**params)
        chunks = list(self.client.chat.completions.create(stream=True, **params))
        deltas = [chunk.choices[0].delta for chunk in chunks]
        message = whole.choices[0].message
        self.assertEqual("".join(getattr(delta, "reasoning_content", "") for delta in deltas), message.reasoning_content)
        self.assertEqual("".join(delta.content or "" for delta in deltas), message.content)
        self.assertEqual(whole.usage.completion_tokens, tokens(message.reasoning_content) + tokens(message.content))
        self.assertEqual(chunks[-1].usage.completion_tokens, whole.usage.completion_tokens)

    def test_deepseek_paths(self):
        params = dict(model="deepseek-chat", seed=1)
        with openai.OpenAI(base_url=URL, api_key="any", max_retries=0) as client:
            whole = client.chat.completions.create(messages=MESSAGES, **params)
            chunks = list(client.chat.completions.create(messages=MESSAGES, stream=True, **params))
            self.assertEqual("".join(chunk.choices[0].delta.content or "" for chunk in chunks), whole.choices[0].message.content)
            self.assertEqual(chunks[-1].usage, whole.usage)
            self.assertEqual(client.models.retrieve(client.models.list().data[0].id).object, "model")
        with openai.OpenAI(base_url=URL + "/beta", api_key="any", max_retries=0) as beta:
            params |= dict(prompt="def fib(", suffix="    return a", max_tokens=9)
            (choice,) = beta.completions.create(**params).choices
            self.assertEqual("".join(chunk.choices[0].text for chunk in beta.completions.create(stream=True, **params) if chunk.choices), choice.text)

    def test_vllm(self):
        params = dict(model=model("vllm"), messages=MESSAGES, seed=1)
        options = {"include_usage": True, "continuous_usage_stats": True}
        *chunks, last = self.client.chat.completions.create(stream=True, stream_options=options, **params)
        said = ""
        for chunk in chunks:
            said += chunk.choices[0].delta.content or ""
            self.assertEqual(chunk.usage.completion_tokens, tokens(said))
        self.assertEqual(last.usage.completion_tokens, tokens(said))
        whole = self.client.chat.completions.create(extra_body={"prompt_logprobs": 2}, **params)
        with httpx.Client(base_url=URL) as http:
            told = http.post("/tokenize", json={"messages": MESSAGES}).json()
            self.assertEqual(told["count"], whole.usage.prompt_tokens)
            self.assertEqual([str(token) for token in told["tokens"][1:]], [next(iter(one)) for one in whole.prompt_logprobs[1:]])
            self.assertEqual(http.post("/detokenize", json={"tokens": told["tokens"]}).json()["prompt"], MESSAGES[0]["content"])
            self.assertIn("version", http.get("/version").json())

    def test_vllm_completions(self):
        params = dict(model=model("vllm"), prompt="Where is it?", seed=1)
        (choice,) = self.client.completions.create(extra_body={"prompt_logprobs": 2}, **params).choices
        self.assertEqual((choice.stop_reason, len(choice.prompt_logprobs)), (None, tokens(params["prompt"])))
        chunks = self.client.completions.create(stream=True, **params)
        self.assertEqual("".join(chunk.choices[0].text for chunk in chunks), choice.text)

    def test_vllm_errors(self):
        with self.assertRaises(openai.APIStatusError) as caught:
            self.client.completions.create(model=model("vllm", "fault=error:status=503"), prompt="a")
        self.assertEqual((caught.exception.code, caught.exception.type), ("503", "Service Unavailable"))
        with self.assertRaises(openai.APIError) as caught:
            list(self.client.chat.completions.create(model=model("vllm", "fault=error-event"), messages=MESSAGES, stream=True))
        self.assertEqual((caught.exception.code, caught.exception.type), ("500", "Internal Server Error"))
