"""Cohere's client for Python."""

import asyncio
import json
import unittest
import warnings

import cohere
import httpx
from cohere.core.api_error import ApiError

from client import CITY, MESSAGES, MODEL, STRICT_KEY, STRICT_URL, URL, Solution, tokens

TOOLS = [{"type": "function", "function": {"name": "weather", "description": "Tells the weather.", "parameters": CITY}}]
DOCUMENTS = [{"id": "sky", "data": {"title": "The sky", "text": "The sky is green."}}, "Grass is blue."]


def new_client(url=URL, key="any", **options):
    return cohere.ClientV2(api_key=key, base_url=url, max_retries=0, **options)


class CohereTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client, cls.strict = new_client(), new_client(STRICT_URL, STRICT_KEY)

    def setUp(self):
        self.enterContext(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # the client has deprecated calls, and leaves its connections open

    def each(self, **params):
        """Yields what both servers answer to a request, whole and streamed: the message, the reason why it ends and the usage."""
        for client in self.client, self.strict:
            whole = client.chat(**{"model": MODEL, "messages": MESSAGES} | params)
            yield whole.message, whole.finish_reason, whole.usage
            yield self.assembled(client.chat_stream(**{"model": MODEL, "messages": MESSAGES} | params))

    def assembled(self, stream):
        message = cohere.AssistantMessageResponse(content=[], tool_calls=[], citations=[], tool_plan="")
        for event in stream:
            if event.type == "content-start":
                content = event.delta.message.content
                one = {"type": content.type, "text": content.text or "", "thinking": content.thinking or ""}
                message.content.append(one)
            elif event.type == "content-delta":
                content = event.delta.message.content
                message.content[event.index]["text"] += content.text or ""
                message.content[event.index]["thinking"] += content.thinking or ""
            elif event.type == "tool-plan-delta":
                message.tool_plan += event.delta.message.tool_plan
            elif event.type == "tool-call-start":
                message.tool_calls.append(event.delta.message.tool_calls)
            elif event.type == "tool-call-delta":
                message.tool_calls[event.index].function.arguments += event.delta.message.tool_calls.function.arguments
            elif event.type == "citation-start":
                message.citations.append(event.delta.message.citations)
            elif event.type == "message-end":
                return self.typed(message), event.delta.finish_reason, event.delta.usage
        self.fail("the stream has no end")

    def test_tokens(self):
        with cohere.Client(api_key="any", base_url=URL) as client:
            split = client.tokenize(text="tokenize me! :D", model=MODEL, offline=False)
            self.assertEqual("".join(split.token_strings), "tokenize me! :D")
            self.assertEqual(len(split.tokens), tokens("tokenize me! :D"))
            self.assertEqual(client.detokenize(tokens=split.tokens, model=MODEL, offline=False).text, "tokenize me! :D")

    def typed(self, message):
        """Returns message with contents as an answer in one piece has them."""
        for i, one in enumerate(message.content):
            kind = cohere.TextAssistantMessageResponseContentItem if one["type"] == "text" else cohere.ThinkingAssistantMessageResponseContentItem
            message.content[i] = kind(text=one["text"]) if one["type"] == "text" else kind(thinking=one["thinking"])
        return message

    def test_text(self):
        for message, reason, usage in self.each(thinking={"type": "disabled"}):
            (content,) = message.content
            self.assertEqual((message.role, content.type, reason), ("assistant", "text", "COMPLETE"))
            self.assertEqual((usage.tokens.output_tokens, usage.billed_units.input_tokens), (tokens(content.text), tokens("Hello!")))
        for _, reason, usage in self.each(max_tokens=3):
            self.assertEqual((reason, usage.tokens.output_tokens), ("MAX_TOKENS", 3))
        for _, reason, _ in self.each(stop_sequences=["e", "a"]):
            self.assertEqual(reason, "STOP_SEQUENCE")

    def test_tools(self):
        for message, reason, _ in self.each(tools=TOOLS, tool_choice="REQUIRED", strict_tools=True):
            (call,) = message.tool_calls
            self.assertEqual((reason, call.type, call.function.name), ("TOOL_CALL", "function", "weather"))
            self.assertIn(json.loads(call.function.arguments)["unit"], ["c", "f"])
            if not message.content:
                self.assertTrue(message.tool_plan)
            asked = [
                *MESSAGES,
                {"role": "assistant", "tool_calls": [call], "tool_plan": "I ask."},
                {"role": "tool", "tool_call_id": call.id, "content": [{"type": "document", "document": {"data": {"weather": "sunny"}}}]},
            ]
            after = self.strict.chat(model=MODEL, messages=asked, tools=TOOLS)
            self.assertEqual((after.finish_reason, after.message.tool_calls), ("COMPLETE", None))

    def test_documents(self):
        for message, _, _ in self.each(documents=DOCUMENTS):
            self.assertTrue(message.citations)
            for citation in message.citations:
                text = message.content[citation.content_index].text
                self.assertEqual(text[citation.start : citation.end], citation.text)
                self.assertEqual(citation.sources[0].type, "document")
            self.assertEqual(message.citations[0].sources[0].document, {"id": "sky"} | DOCUMENTS[0]["data"])

    def test_thinking(self):
        for message, _, usage in self.each(thinking={"type": "enabled", "token_budget": 50}):
            thought, said = message.content
            self.assertEqual((thought.type, said.type), ("thinking", "text"))
            self.assertEqual(usage.tokens.output_tokens, tokens(thought.thinking) + tokens(said.text))

    def test_structured(self):
        for message, _, _ in self.each(response_format={"type": "json_object", "json_schema": Solution.model_json_schema()}):
            Solution.model_validate_json(message.content[-1].text)

    def test_logprobs(self):
        answer = self.strict.chat(model=MODEL, messages=MESSAGES, logprobs=True, max_tokens=99)
        self.assertEqual("".join(item.text for item in answer.logprobs), answer.message.content[-1].text)

    def test_async(self):
        async def ask():
            client = cohere.AsyncClientV2(api_key="any", base_url=URL)
            return [event.type async for event in client.chat_stream(model=MODEL, messages=MESSAGES)]

        events = asyncio.run(ask())
        self.assertEqual((events[0], events[-1]), ("message-start", "message-end"))

    def test_embed(self):
        types = ["float", "int8", "uint8", "binary", "ubinary", "base64"]
        for client in self.client, self.strict:
            answer = client.embed(model=MODEL, texts=["a", "b"], input_type="search_document", embedding_types=types, output_dimension=256)
            self.assertEqual((len(answer.embeddings.float_), len(answer.embeddings.float_[0]), len(answer.embeddings.binary[1])), (2, 256, 32))
            self.assertEqual((answer.meta.billed_units.input_tokens, answer.texts), (2, ["a", "b"]))
            for i, vector in enumerate(answer.embeddings.float_):
                self.assertTrue(all(a * b >= 0 for a, b in zip(vector, answer.embeddings.int8[i])))

    def test_rerank(self):
        for client in self.client, self.strict:
            answer = client.rerank(model=MODEL, query="a", documents=["b", "c", "d"], top_n=2)
            best, second = answer.results
            self.assertGreaterEqual(best.relevance_score, second.relevance_score)
            self.assertEqual(answer.meta.billed_units.search_units, 1)
        old = cohere.Client(api_key="any", base_url=URL).rerank(model=MODEL, query="a", documents=["b", "c", "d"], return_documents=True)
        self.assertEqual([r.relevance_score for r in old.results[:2]], [best.relevance_score, second.relevance_score])
        self.assertEqual(old.results[0].document.text, "bcd"[best.index])

    def test_models(self):
        self.assertIn(MODEL, [model.name for model in self.client.models.list().models])
        self.assertIn("chat", self.client.models.get(MODEL).endpoints)

    def assert_error(self, kind, message, ask, **params):
        with self.assertRaises(kind) as caught:
            ask(**{"model": MODEL, "messages": MESSAGES} | params)
        self.assertIn(message, caught.exception.body["message"])

    def test_errors(self):
        f, chat = self.assert_error, self.client.chat
        extra = lambda **members: {"request_options": {"additional_body_parameters": members}}
        failing = lambda spec: {"request_options": {"additional_headers": {"X-Mock-Fault": spec}}}
        f(cohere.UnprocessableEntityError, "parameter 'max_tokens' is of type string", chat, **extra(max_tokens="a"))
        f(cohere.UnprocessableEntityError, "unknown field: parameter 'n' is not a valid field", self.strict.chat, **extra(n=1))
        f(cohere.NotFoundError, "model 'none' not found", self.strict.chat, model="none")
        f(cohere.UnauthorizedError, "invalid api token", new_client(STRICT_URL, "none").chat)
        f(cohere.TooManyRequestsError, "Please wait", chat, **failing("error:status=429"))
        f(cohere.InternalServerError, "internal server error", chat, **failing("error:status=500"))
        f(cohere.ServiceUnavailableError, "unavailable", lambda **q: list(self.client.chat_stream(**q)), **failing("error:status=503"))
        broken = failing("error-event:status=500,after=4")
        *_, last = self.client.chat_stream(model=MODEL, messages=MESSAGES, **broken)
        self.assertEqual((last.type, last.delta.finish_reason, last.delta.error), ("message-end", "ERROR", "internal server error"))

    def test_retries(self):
        sent = []
        http = httpx.Client(event_hooks={"request": [sent.append]})
        client = cohere.ClientV2(api_key="any", base_url=URL, max_retries=1, httpx_client=http)
        with self.assertRaises(ApiError):
            client.chat(model=MODEL, messages=MESSAGES, request_options={"additional_headers": {"X-Mock-Fault": "error:status=429,for=50ms"}})
        self.assertEqual(len(sent), 2)


if __name__ == "__main__":
    unittest.main()
