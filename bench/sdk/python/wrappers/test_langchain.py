"""LangChain's client for Google's Gemini API."""

import unittest

from langchain_core.messages import HumanMessage
from langchain_google_genai import ChatGoogleGenerativeAI
from langchain_google_genai.chat_models import ChatGoogleGenerativeAIError

from client import STRICT_URL, URL, Solution, tokens

PROMPT = "Tell me something."


def weather(city: str) -> str:
    """Tells the weather in a city."""
    return "fine in " + city


def new_chat(url=URL, **options):
    return ChatGoogleGenerativeAI(model="gemini-2.5-flash", api_key="any", base_url=url, max_retries=1, **options)


class LangChainTest(unittest.TestCase):
    def test_text(self):
        chat = new_chat()
        whole = chat.invoke(PROMPT)
        self.assertEqual(whole.usage_metadata["output_tokens"], tokens(whole.text))
        last = None
        for chunk in chat.stream(PROMPT):
            last = chunk if last is None else last + chunk
        self.assertEqual(last.usage_metadata["output_tokens"], tokens(last.text))

    def test_tools(self):
        chat = new_chat()
        answer = chat.bind_tools([weather], tool_choice="any").invoke(PROMPT)
        (call,) = answer.tool_calls
        self.assertIsInstance(call["args"]["city"], str)
        again = chat.bind_tools([weather], tool_choice="none").invoke([HumanMessage(PROMPT), answer, {"role": "tool", "content": "fine", "tool_call_id": call["id"]}])
        self.assertTrue(again.text)

    def test_structured(self):
        self.assertIsInstance(new_chat().with_structured_output(Solution, method="json_schema").invoke(PROMPT), Solution)

    def test_errors(self):
        with self.assertRaisesRegex(ChatGoogleGenerativeAIError, "API key not valid"):
            new_chat(STRICT_URL).invoke(PROMPT)
