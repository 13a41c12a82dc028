import openai

from client import CITY, MESSAGES, MODEL, URL, ClientTest, new_client, tokens


class OpenRouterTest(ClientTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.router = new_client(URL + "/api")
        cls.addClassCleanup(cls.router.close)

    def test_chat(self):
        self.assertEqual(self.router.chat.completions.create(model=MODEL, messages=MESSAGES).provider, "mock-openai")
        chunks = list(self.router.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
        said = "".join(chunk.choices[0].delta.content for chunk in chunks)
        self.assertEqual(chunks[-1].usage.completion_tokens, tokens(said))

    def test_tools(self):
        tools = [{"type": "function", "function": {"name": "weather", "parameters": CITY}}]
        params = dict(model=MODEL, messages=MESSAGES, tools=tools, tool_choice="required", seed=1)
        (call,) = self.router.chat.completions.create(**params).choices[0].message.tool_calls
        deltas = [chunk.choices[0].delta for chunk in self.router.chat.completions.create(stream=True, **params)]
        said = "".join(delta.tool_calls[0].function.arguments for delta in deltas if delta.tool_calls)
        self.assertEqual(said, call.function.arguments)

    def test_completions(self):
        params = dict(model=MODEL, prompt="Once", max_tokens=10, seed=1)
        whole = self.router.completions.create(**params)
        said = "".join(chunk.choices[0].text for chunk in self.router.completions.create(stream=True, **params))
        self.assertEqual(said, whole.choices[0].text)

    def test_responses(self):
        params = dict(model=MODEL, input="Hello!", max_output_tokens=20)
        whole = self.router.responses.create(**params)
        self.assertEqual((whole.status, whole.store), ("incomplete", False))
        *_, last = self.router.responses.create(stream=True, **params)
        self.assertEqual((last.type, last.response.usage.output_tokens), ("response.incomplete", 20))

    def test_models_and_errors(self):
        self.assertEqual(self.router.models.list().data[0].id, MODEL)
        with self.assertRaises(openai.NotFoundError):
            self.router.models.retrieve("none")
