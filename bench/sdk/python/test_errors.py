import openai

from client import MESSAGES, MODEL, STRICT_URL, ClientTest, new_client


class ErrorsTest(ClientTest):
    def assert_error(self, kind, code, ask, *args, **params):
        with self.assertRaises(kind) as caught:
            ask(*args, **params)
        self.assertEqual(caught.exception.code, code)
        self.assertRegex(caught.exception.request_id, "^req_[0-9a-f]{32}$")
        return caught.exception

    def test_400(self):
        for stream in [True, False]:
            e = self.assert_error(openai.BadRequestError, "invalid_type", self.client.chat.completions.create, model=MODEL, messages="x", stream=stream)
            self.assertEqual((e.param, e.type), ("messages", "invalid_request_error"))

    def test_context_window(self):
        long = [{"role": "user", "content": "Too many words. " * 4000}]
        for stream in [True, False]:
            e = self.assert_error(openai.BadRequestError, "context_length_exceeded", self.client.chat.completions.create, model="gpt-4", messages=long, stream=stream)
            self.assertEqual((e.param, e.type), ("messages", "invalid_request_error"))

    def test_strict(self):
        def f(kind, code, **params):
            self.assert_error(kind, code, self.strict.chat.completions.create, **params)

        f(openai.BadRequestError, "empty_array", model=MODEL, messages=[])
        f(openai.BadRequestError, "integer_below_min_value", model=MODEL, messages=MESSAGES, max_tokens=0)
        f(openai.NotFoundError, "model_not_found", model="none", messages=MESSAGES)

    def test_401(self):
        with new_client(STRICT_URL, "sk-none") as stranger:
            self.assert_error(openai.AuthenticationError, "invalid_api_key", stranger.models.list)
            without = {"Authorization": openai.Omit()}
            self.assert_error(openai.AuthenticationError, None, stranger.models.list, extra_headers=without)
        self.assertTrue(self.strict.models.list().data)

    def test_404(self):
        self.assert_error(openai.NotFoundError, "model_not_found", self.client.models.retrieve, "none")
        self.assert_error(openai.NotFoundError, None, self.client.files.list)
