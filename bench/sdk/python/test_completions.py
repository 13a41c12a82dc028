from client import MODEL, ClientTest, tokens

PARAMS = dict(model=MODEL, prompt="Once", max_tokens=10, seed=1)


class CompletionsTest(ClientTest):
    def test_whole_and_streamed(self):
        whole = self.client.completions.create(**PARAMS)
        *chunks, last = self.client.completions.create(stream=True, stream_options={"include_usage": True}, **PARAMS)
        self.assertEqual("".join(chunk.choices[0].text for chunk in chunks), whole.choices[0].text)
        self.assertEqual(last.usage, whole.usage)

    def test_prompts(self):
        answer = self.client.completions.create(**PARAMS | {"prompt": ["Once", "Twice"], "n": 2, "echo": True, "stop": "."})
        self.assertEqual([choice.text[:4] for choice in answer.choices], ["Once", "Once", "Twic", "Twic"])

    def test_logprobs(self):
        (choice,) = self.client.completions.create(echo=True, logprobs=2, **PARAMS).choices
        self.assertEqual("".join(choice.logprobs.tokens), choice.text)
        self.assertEqual(len(choice.logprobs.text_offset), tokens(choice.text))
        self.assertTrue(list(self.client.completions.create(logprobs=2, stream=True, **PARAMS)))
