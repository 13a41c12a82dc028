"""What the tests have in common: the clients, whose every answer is checked, and what they ask."""

import math
import os
import unittest

import openai
from pydantic import BaseModel

from checker import AsyncTransport, Checker, Transport

URL = os.environ["MOCK_OPENAI_URL"]
STRICT_URL = os.environ["MOCK_OPENAI_STRICT_URL"]
STRICT_KEY = os.environ["MOCK_OPENAI_STRICT_KEY"]
MODEL = "gpt-4-mock"
MESSAGES = [{"role": "user", "content": "Hello!"}]
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"enum": ["c", "f"]}},
    "required": ["city", "unit"],
    "additionalProperties": False,
}

checker = Checker()


class Step(BaseModel):
    explanation: str
    output: str


class Solution(BaseModel):
    steps: list[Step]
    final_answer: str


def tokens(text):
    """Returns how many the server counts for text."""
    return math.ceil(len(text) / 4)


def new_client(url=URL, key="any", **options):
    http = openai.DefaultHttpxClient(transport=Transport(checker))
    return openai.OpenAI(**{"base_url": url + "/v1", "api_key": key, "max_retries": 0, "http_client": http} | options)


def new_async_client():
    http = openai.DefaultAsyncHttpxClient(transport=AsyncTransport(checker))
    return openai.AsyncOpenAI(base_url=URL + "/v1", api_key="any", max_retries=0, http_client=http)


class ClientTest(unittest.TestCase):
    """A test that fails if one of the answers it gets meets no schema."""

    @classmethod
    def setUpClass(cls):
        cls.client = new_client()
        cls.strict = new_client(STRICT_URL, STRICT_KEY)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.strict.close()

    def tearDown(self):
        self.assertEqual(checker.settled(), [])
