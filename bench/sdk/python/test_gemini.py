"""The official client for Google's Gemini API."""

import unittest

from google import genai
from google.genai import errors, types

from client import CITY, URL, STRICT_KEY, STRICT_URL, Solution, tokens

MODEL = "gemini-2.5-flash"
PROMPT = "Tell me something."


def new_gemini(url=URL, key="any", **options):
    return genai.Client(api_key=key, http_options=types.HttpOptions(base_url=url, **options))


def said(chunks):
    return "".join(chunk.text or "" for chunk in chunks)


class GeminiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = new_gemini()
        cls.models = cls.client.models

    @classmethod
    def tearDownClass(cls):
        cls.client.close()

    def test_text(self):
        config = types.GenerateContentConfig(seed=1, max_output_tokens=50, system_instruction="Be brief.", stop_sequences=["zzz"])
        whole = self.models.generate_content(model=MODEL, contents=PROMPT, config=config)
        chunks = list(self.models.generate_content_stream(model=MODEL, contents=PROMPT, config=config))
        self.assertEqual(said(chunks), whole.text)
        self.assertEqual(whole.usage_metadata.candidates_token_count, tokens(whole.text))
        self.assertEqual(chunks[-1].usage_metadata.total_token_count, whole.usage_metadata.total_token_count)
        self.assertEqual(chunks[-1].candidates[0].finish_reason, whole.candidates[0].finish_reason)
        self.assertEqual(whole.model_version, MODEL)
        self.assertTrue(whole.response_id)

    def test_chat(self):
        chat = self.client.chats.create(model=MODEL)
        self.assertTrue(chat.send_message("Hello").text)
        self.assertTrue(said(chat.send_message_stream("And again?")))
        self.assertEqual([content.role for content in chat.get_history()][:2], ["user", "model"])

    def test_tools(self):
        weather = types.FunctionDeclaration(name="weather", parameters_json_schema=CITY)
        other = types.FunctionDeclaration(name="other", parameters=types.Schema(type="OBJECT", properties={"n": types.Schema(type="INTEGER", minimum=2, maximum=4)}, required=["n"]))
        for allowed in "weather", "other":
            calling = types.FunctionCallingConfig(mode="ANY", allowed_function_names=[allowed])
            config = types.GenerateContentConfig(seed=1, tools=[types.Tool(function_declarations=[weather, other])], tool_config=types.ToolConfig(function_calling_config=calling))
            (call,) = self.models.generate_content(model=MODEL, contents=PROMPT, config=config).function_calls
            self.assertEqual(call.name, allowed)
            self.assertTrue(call.args.get("city") is not None or 2 <= call.args["n"] <= 4)
            streamed = [call for chunk in self.models.generate_content_stream(model=MODEL, contents=PROMPT, config=config) for call in chunk.function_calls or []]
            self.assertEqual(streamed, [call])

    def test_functions_that_the_client_calls(self):
        called = []

        def ring(bell: str) -> str:
            """Rings a bell."""
            called.append(bell)
            return "rung"

        config = types.GenerateContentConfig(tools=[ring], automatic_function_calling=types.AutomaticFunctionCallingConfig(maximum_remote_calls=2),
                                             tool_config=types.ToolConfig(function_calling_config=types.FunctionCallingConfig(mode="ANY")))
        self.models.generate_content(model=MODEL, contents=PROMPT, config=config)
        self.assertTrue(called)

    def test_documents(self):
        config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=Solution)
        self.assertIsInstance(self.models.generate_content(model=MODEL, contents=PROMPT, config=config).parsed, Solution)
        config = types.GenerateContentConfig(response_mime_type="application/json", response_json_schema=CITY)
        self.assertIn("city", self.models.generate_content(model=MODEL, contents=PROMPT, config=config).parsed)

    def test_thoughts_and_log_probabilities(self):
        thinking = types.ThinkingConfig(include_thoughts=True, thinking_budget=100)
        config = types.GenerateContentConfig(thinking_config=thinking, candidate_count=2, response_logprobs=True, logprobs=3)
        answer = self.models.generate_content(model=MODEL, contents=PROMPT, config=config)
        self.assertTrue(answer.candidates[1].content.parts[0].thought)
        self.assertEqual(len(answer.candidates[0].logprobs_result.top_candidates[0].candidates), 3)
        usage = answer.usage_metadata
        self.assertEqual(usage.total_token_count, usage.prompt_token_count + usage.candidates_token_count + usage.thoughts_token_count)

    def test_embeddings_and_tokens(self):
        config = types.EmbedContentConfig(output_dimensionality=16)
        for contents in "a", ["a", "b"]:
            got = self.models.embed_content(model="gemini-embedding-001", contents=contents, config=config).embeddings
            self.assertEqual([len(one.values) for one in got], [16] * len(contents))
        self.assertEqual(self.models.count_tokens(model=MODEL, contents=PROMPT).total_tokens, tokens(PROMPT))

    def test_models(self):
        for version in "v1", "v1beta":
            client = new_gemini(api_version=version)
            model = list(client.models.list(config={"page_size": 2}))[0]
            self.assertEqual(client.models.get(model=model.name).name, model.name)
            with self.assertRaises(errors.ClientError) as caught:
                client.models.get(model="none")
            self.assertEqual((caught.exception.code, caught.exception.status), (404, "NOT_FOUND"))

    def test_errors(self):
        def fails(status, word, **options):
            client = new_gemini(headers={"X-Mock-Status": str(status)}, **options)
            for ask in client.models.generate_content, lambda **kw: list(client.models.generate_content_stream(**kw)):
                with self.assertRaises(errors.APIError) as caught:
                    ask(model=MODEL, contents=PROMPT)
                self.assertEqual((caught.exception.code, caught.exception.status), (status, word))

        fails(400, "INVALID_ARGUMENT")
        fails(429, "RESOURCE_EXHAUSTED")
        fails(503, "UNAVAILABLE")
        client = new_gemini(headers={"X-Mock-Fault": "error-event:after=2"})
        with self.assertRaises(errors.ServerError):
            list(client.models.generate_content_stream(model=MODEL, contents=PROMPT))
        client = new_gemini(headers={"X-Mock-Fault": "content-filter"})
        self.assertEqual(client.models.generate_content(model=MODEL, contents=PROMPT).prompt_feedback.block_reason, "PROHIBITED_CONTENT")
        client = new_gemini(headers={"X-Mock-Fault": "content-filter:reason=SAFETY"})
        feedback = client.models.generate_content(model=MODEL, contents=PROMPT).prompt_feedback
        self.assertEqual((feedback.block_reason, len(feedback.safety_ratings)), ("SAFETY", 4))
        client = new_gemini(headers={"X-Mock-Fault": "filtered-answer:reason=SPII"})
        self.assertEqual(client.models.generate_content(model=MODEL, contents=PROMPT).candidates[0].finish_reason, "SPII")
        client = new_gemini(headers={"X-Mock-Fault": "filtered-answer"})
        last = list(client.models.generate_content_stream(model=MODEL, contents=PROMPT))[-1].candidates[0]
        self.assertEqual((last.finish_reason, last.content, last.safety_ratings[3].blocked), ("SAFETY", None, True))

    def test_keys(self):
        client, wrong = new_gemini(STRICT_URL, STRICT_KEY), new_gemini(STRICT_URL, "wrong")
        self.assertTrue(client.models.generate_content(model="gpt-4-mock", contents=PROMPT).text)
        with self.assertRaises(errors.ClientError) as caught:
            wrong.models.generate_content(model=MODEL, contents=PROMPT)
        self.assertEqual(caught.exception.details["error"]["details"][0]["reason"], "API_KEY_INVALID")
