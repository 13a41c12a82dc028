import openai
from openai import AzureOpenAI

from checker import Transport
from client import CITY, MESSAGES, MODEL, STRICT_KEY, STRICT_URL, URL, ClientTest, Solution, checker, tokens


def new_azure(url=URL, key="any", **options):
    http = openai.DefaultHttpxClient(transport=Transport(checker))
    return AzureOpenAI(**{"azure_endpoint": url, "api_key": key, "api_version": "2024-10-21", "max_retries": 0, "http_client": http} | options)


class AzureTest(ClientTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.azure = new_azure()
        cls.addClassCleanup(cls.azure.close)

    def test_chat(self):
        whole = self.azure.chat.completions.create(model=MODEL, messages=MESSAGES)
        self.assertEqual(whole.prompt_filter_results[0]["content_filter_results"]["hate"]["severity"], "safe")
        self.assertFalse(whole.choices[0].content_filter_results["violence"]["filtered"])
        options = {"include_usage": True}
        first, *chunks = self.azure.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, stream_options=options)
        self.assertEqual(first.choices, [])
        said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        self.assertEqual(chunks[-1].usage.completion_tokens, tokens(said))

    def test_tools(self):
        tools = [{"type": "function", "function": {"name": "weather", "parameters": CITY}}]
        params = dict(model=MODEL, messages=MESSAGES, tools=tools, tool_choice="required", seed=1)
        (call,) = self.azure.chat.completions.create(**params).choices[0].message.tool_calls
        with self.azure.chat.completions.stream(**params) as stream:
            (last,) = stream.get_final_completion().choices[0].message.tool_calls
        self.assertEqual(last.function.arguments, call.function.arguments)

    def test_structured(self):
        answer = self.azure.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Solution)
        self.assertIsInstance(answer.choices[0].message.parsed, Solution)

    def test_completions_and_embeddings(self):
        params = dict(model=MODEL, prompt="Once", max_tokens=10, seed=1)
        whole = self.azure.completions.create(**params)
        said = "".join(chunk.choices[0].text for chunk in self.azure.completions.create(stream=True, **params) if chunk.choices)
        self.assertEqual(said, whole.choices[0].text)
        self.assertEqual(len(self.azure.embeddings.create(model=MODEL, input="a", dimensions=8).data[0].embedding), 8)

    def test_v1(self):
        v1 = openai.OpenAI(base_url=URL + "/openai/v1", api_key="any", http_client=openai.DefaultHttpxClient(transport=Transport(checker)))
        self.addCleanup(v1.close)
        self.assertEqual(v1.chat.completions.create(model=MODEL, messages=MESSAGES).model, MODEL)
        self.assertEqual(v1.responses.create(model=MODEL, input="Hello!").status, "completed")
        self.assertEqual(v1.models.list().data[0].id, MODEL)

    def test_models(self):
        listed, *_ = self.azure.models.list()
        self.assertEqual((listed.id, listed.capabilities["chat_completion"]), (MODEL, True))
        self.assertEqual(self.azure.models.retrieve(MODEL), listed)

    def test_errors(self):
        def refusal(client, kind, spec=None):
            self.addCleanup(client.close)
            headers = {"X-Mock-Fault": spec} if spec else {}
            with self.assertRaises(kind) as caught:
                client.chat.completions.create(model="none", messages=MESSAGES, extra_headers=headers)
            return caught.exception

        filtered = refusal(new_azure(), openai.BadRequestError, "content-filter")
        self.assertEqual(filtered.code, "content_filter")
        self.assertTrue(filtered.body["innererror"]["content_filter_result"]["violence"]["filtered"])
        self.assertEqual(refusal(new_azure(), openai.RateLimitError, "error:status=429").code, "429")
        self.assertEqual(refusal(new_azure(STRICT_URL), openai.AuthenticationError).code, "401")
        self.assertEqual(refusal(new_azure(STRICT_URL, STRICT_KEY), openai.NotFoundError).code, "DeploymentNotFound")

    def test_retries(self):
        with new_azure(max_retries=1) as client:
            with self.assertRaises(openai.InternalServerError):
                client.chat.completions.create(model=MODEL, messages=MESSAGES, extra_headers={"X-Mock-Fault": "error:status=503,for=1ms"})
