"""LangChain's clients for the providers, as far as they wrap what other tests try."""

import logging
import os
import unittest
import uuid
from concurrent.futures import ThreadPoolExecutor

import anthropic
import boto3
import botocore.exceptions
import cohere
import google.genai.errors
import httpx
import ollama
import openai
from botocore.config import Config
from langchain_anthropic import ChatAnthropic
from langchain_aws import ChatBedrock, ChatBedrockConverse
from langchain_cohere import ChatCohere
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_google_genai import ChatGoogleGenerativeAI
from langchain_google_genai.chat_models import ChatGoogleGenerativeAIError
from langchain_ollama import ChatOllama
from langchain_openai import AzureChatOpenAI, ChatOpenAI

from client import MODEL, STRICT_KEY, STRICT_URL, URL, Solution, tokens

FLAKY = os.environ["MOCK_OPENAI_FLAKY_URL"]  # refuses the first two requests of each key
PROMPT = "Tell me something."
SESSION = boto3.Session()

logging.disable()  # some log the errors that they raise


def weather(city: str) -> str:
    """Tells the weather in a city."""
    return "fine in " + city


class LangChain:
    """What every client is asked for. new makes one."""

    methods = [{}, {"method": "json_schema"}]
    choice = {"tool_choice": "any"}
    caller = {}

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        raise NotImplementedError

    def each(self, asking):
        """Yields what it answers, whole and streamed."""
        yield asking.invoke(PROMPT)
        chunks = list(asking.stream(PROMPT))
        self.assertGreater(len(chunks), 1)
        yield self.joined(chunks)

    def joined(self, chunks):
        return sum(chunks[1:], chunks[0])

    def test_text(self):
        for answer in self.each(self.new()):
            self.assertEqual(self.counted(answer), tokens(answer.text))
        for answer in self.each(self.new(STRICT_URL, STRICT_KEY)):
            self.assertTrue(answer.text)

    def counted(self, answer):
        return answer.usage_metadata["output_tokens"]

    def test_tools(self):
        for answer in self.each(self.new(headers=self.caller).bind_tools([weather], **self.choice)):
            self.assertEqual(answer.invalid_tool_calls, [])
            self.assertTrue(answer.tool_calls)
            for call in answer.tool_calls:
                self.assertEqual((call["name"], type(call["args"]["city"])), ("weather", str))
            results = [ToolMessage("fine", tool_call_id=call["id"]) for call in answer.tool_calls]
            self.assertTrue(self.new().bind_tools([weather]).invoke([HumanMessage(PROMPT), answer, *results]).text)

    def test_structured(self):
        for options in self.methods:
            asking = self.new(headers=self.caller).with_structured_output(Solution, **options)
            self.assertIsInstance(asking.invoke(PROMPT), Solution)
            self.assertIsInstance(list(asking.stream(PROMPT))[-1], Solution)

    def test_errors(self):
        for fault in "error:status=400", "error:status=429,for=1ms", "error:status=503,for=1ms":
            with self.assertRaises(self.errors):
                self.new(headers={"X-Mock-Fault": fault}).invoke(PROMPT)
        with self.assertRaises(self.errors):
            self.new(STRICT_URL, "wrong").invoke(PROMPT)
        self.assert_breaks(self.new(headers={"X-Mock-Fault": "error-event:after=1"}))

    def assert_breaks(self, asking):
        with self.assertRaises(self.errors):
            list(asking.stream(PROMPT))


class OpenAITest(LangChain, unittest.TestCase):
    errors = openai.APIError

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        return ChatOpenAI(
            model=MODEL, base_url=url + "/v1", api_key=key, default_headers=headers, max_retries=max_retries, stream_usage=True)


class ResponsesTest(LangChain, unittest.TestCase):
    errors = (openai.APIError, ValueError)

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        return ChatOpenAI(
            model=MODEL, base_url=url + "/v1", api_key=key, default_headers=headers, max_retries=max_retries, use_responses_api=True)


class AzureTest(LangChain, unittest.TestCase):
    errors = openai.APIError

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        return AzureChatOpenAI(
            azure_endpoint=url, api_key=key, azure_deployment=MODEL, api_version="2024-10-21",
            default_headers=headers, max_retries=max_retries, stream_usage=True)


class AnthropicTest(LangChain, unittest.TestCase):
    errors = anthropic.APIError

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        return ChatAnthropic(
            model=MODEL, base_url=url, api_key=key, default_headers=headers, max_retries=max_retries, max_tokens=2048)


class GeminiTest(LangChain, unittest.TestCase):
    errors = (google.genai.errors.APIError, ChatGoogleGenerativeAIError)

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        return ChatGoogleGenerativeAI(
            model=MODEL, base_url=url, api_key=key, additional_headers=headers, max_retries=1 + max_retries)


class Bedrock(LangChain):
    errors = (botocore.exceptions.ClientError, botocore.exceptions.EventStreamError)
    methods = [{}]

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        client = SESSION.client(
            "bedrock-runtime", endpoint_url=url, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 1 + max_retries, "mode": "standard"}))
        for name, value in (headers or {}).items():
            client.meta.events.register("before-sign.*", lambda request, **_: request.headers.add_header(name, value))
        # What LangChain does depends on the model. The strict server does not know it.
        model = MODEL if url == STRICT_URL else "anthropic.claude-sonnet-4-5-20250929-v1:0"
        return self.kind(
            model=model, provider="anthropic", region_name="us-east-1", client=client, bedrock_client=client, disable_streaming=False, max_tokens=2048)


class ConverseTest(Bedrock, unittest.TestCase):
    kind = ChatBedrockConverse


class InvokeTest(Bedrock, unittest.TestCase):
    kind = ChatBedrock


class OllamaTest(LangChain, unittest.TestCase):
    errors = ollama.ResponseError
    choice, caller = {}, {"X-Mock-Tool-Call-Rate": "1"}  # nobody can ask for a call

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        headers = {"Authorization": f"Bearer {key}"} | (headers or {})
        chat = ChatOllama(model=MODEL, base_url=url, client_kwargs={"headers": headers})
        return chat.with_retry(stop_after_attempt=1 + max_retries) if max_retries else chat


class CohereTest(LangChain, unittest.TestCase):
    errors = cohere.core.ApiError
    choice = {"tool_choice": "REQUIRED"}

    def new(self, url=URL, key="any", headers=None, max_retries=0):
        chat = ChatCohere(model=MODEL, base_url=url, cohere_api_key=key)
        chat.client = cohere.Client(key, base_url=url, httpx_client=httpx.Client(headers=headers))
        return chat

    def joined(self, chunks):
        # It repeats the arguments of a call. Its last chunk has the calls as they are.
        return chunks[-1] if chunks[-1].tool_calls else super().joined(chunks)

    def counted(self, answer):
        return answer.additional_kwargs["token_count"]["output_tokens"]

    def assert_breaks(self, asking):
        self.assertEqual(list(asking.stream(PROMPT))[-1].response_metadata["finish_reason"], "ERROR")


class RetriesTest(unittest.TestCase):
    def test_retries(self):
        clients = [each("new") for each in (OpenAITest, ResponsesTest, AzureTest, AnthropicTest, GeminiTest, ConverseTest, InvokeTest, OllamaTest, CohereTest)]
        asking = [client.new(FLAKY, str(uuid.uuid4()), max_retries=2) for client in clients]
        with ThreadPoolExecutor(len(asking)) as pool:  # each waits for a second or two
            for answer in pool.map(lambda one: one.invoke(PROMPT), asking):
                self.assertTrue(answer.text)
