"""AWS's client for Python, and Anthropic's for Bedrock."""

import json
import os
import unittest

import anthropic
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError

from client import CITY, STRICT_KEY, STRICT_URL, URL, tokens

MODEL = "gpt-4-mock"
ASKED = {"modelId": MODEL, "messages": [{"role": "user", "content": [{"text": "Hello!"}]}]}
TOOLS = [{"toolSpec": {"name": "weather", "inputSchema": {"json": CITY}}}]
BODY = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 2048, "messages": [{"role": "user", "content": "Hello!"}]}


def new_client(url=URL, key="any", attempts=1, headers=None, service="bedrock-runtime"):
    client = boto3.client(
        service, endpoint_url=url, region_name="us-east-1", aws_access_key_id=key, aws_secret_access_key="any",
        verify=os.environ.get("SSL_CERT_FILE"), config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}))
    for name, value in (headers or {}).items():
        client.meta.events.register("before-sign.*", lambda request, **_: request.headers.add_header(name, value))
    return client


def assembled(stream):
    """Returns the content, the stop reason and the metadata that the events of a stream make."""
    content, reason, metadata = [], None, None
    for event in stream:
        [(kind, value)] = event.items()
        if kind == "contentBlockStart":
            content.append({"toolUse": value["start"]["toolUse"] | {"input": ""}})
        elif kind == "contentBlockDelta":
            if value["contentBlockIndex"] == len(content):
                content.append({})
            block, delta = content[-1], value["delta"]
            if "text" in delta:
                block["text"] = block.get("text", "") + delta["text"]
            elif "toolUse" in delta:
                block["toolUse"]["input"] += delta["toolUse"]["input"]
            else:
                text = block.setdefault("reasoningContent", {}).setdefault("reasoningText", {})
                for name, piece in delta["reasoningContent"].items():
                    text[name] = text.get(name, "") + piece
        elif kind == "messageStop":
            reason = value["stopReason"]
        elif kind == "metadata":
            metadata = value
    for block in content:
        if "toolUse" in block:
            block["toolUse"]["input"] = json.loads(block["toolUse"]["input"])
    return content, reason, metadata


class BedrockTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client, cls.strict = new_client(), new_client(STRICT_URL, STRICT_KEY)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.strict.close()

    def each(self, **params):
        """Yields the answers of both servers to a request, whole and streamed."""
        for client in self.client, self.strict:
            whole = client.converse(**ASKED | params)
            yield whole["output"]["message"]["content"], whole["stopReason"], whole
            yield assembled(client.converse_stream(**ASKED | params)["stream"])

    def test_text(self):
        for [block], reason, told in self.each(system=[{"text": "Be brief."}]):
            self.assertEqual(reason, "end_turn")
            usage = told["usage"]
            self.assertEqual((usage["inputTokens"], usage["outputTokens"]), (tokens("Hello!" + "Be brief."), tokens(block["text"])))
            self.assertGreaterEqual(told["metrics"]["latencyMs"], 0)
        for _, reason, told in self.each(inferenceConfig={"maxTokens": 3}):
            self.assertEqual((reason, told["usage"]["outputTokens"]), ("max_tokens", 3))

    def test_tools(self):
        for content, reason, _ in self.each(toolConfig={"tools": TOOLS, "toolChoice": {"any": {}}}):
            call = content[0]["toolUse"]
            self.assertEqual((reason, call["name"], set(call["input"])), ("tool_use", "weather", {"city", "unit"}))
            results = [{"toolResult": {"toolUseId": block["toolUse"]["toolUseId"], "content": [{"text": "sunny"}]}} for block in content]
            messages = ASKED["messages"] + [{"role": "assistant", "content": content}, {"role": "user", "content": results}]
            self.assertEqual(self.strict.converse(**ASKED | {"messages": messages}, toolConfig={"tools": TOOLS})["stopReason"], "end_turn")

    def test_reasoning(self):
        for content, _, _ in self.each(additionalModelRequestFields={"thinking": {"type": "enabled", "budget_tokens": 1024}}):
            self.assertEqual(set(content[0]["reasoningContent"]["reasoningText"]), {"text", "signature"})
            self.assertIn("text", content[1])

    def test_structured(self):
        form = {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": {"name": "city", "schema": json.dumps(CITY)}}}}
        for content, _, _ in self.each(outputConfig=form):
            self.assertEqual(set(json.loads(content[0]["text"])), {"city", "unit"})

    def test_invoke(self):
        for client in self.client, self.strict:
            answer = client.invoke_model(modelId=MODEL, body=json.dumps(BODY))
            whole = json.loads(answer["body"].read())
            self.assertTrue(whole["id"].startswith("msg_bdrk_"), whole["id"])
            headers = answer["ResponseMetadata"]["HTTPHeaders"]
            self.assertEqual(headers["x-amzn-bedrock-output-token-count"], str(whole["usage"]["output_tokens"]))
            events = [json.loads(event["chunk"]["bytes"]) for event in client.invoke_model_with_response_stream(modelId=MODEL, body=json.dumps(BODY))["body"]]
            self.assertEqual((events[0]["type"], events[-1]["type"]), ("message_start", "message_stop"))
            text = "".join(event["delta"]["text"] for event in events if event["type"] == "content_block_delta")
            self.assertEqual(events[-1]["amazon-bedrock-invocationMetrics"]["outputTokenCount"], tokens(text))

    def test_count_tokens(self):
        for client in self.client, self.strict:
            said = client.converse(**ASKED)["usage"]["inputTokens"]
            self.assertEqual(client.count_tokens(modelId=MODEL, input={"converse": {"messages": ASKED["messages"]}})["inputTokens"], said)
            self.assertEqual(client.count_tokens(modelId=MODEL, input={"invokeModel": {"body": json.dumps(BODY)}})["inputTokens"], said)

    def test_embeddings(self):
        def invoke(model, **body):
            return json.loads(self.client.invoke_model(modelId=model, body=json.dumps(body))["body"].read())

        titan = invoke("amazon.titan-embed-text-v2:0", inputText="Hello!", dimensions=512, normalize=True)
        self.assertEqual((len(titan["embedding"]), titan["inputTextTokenCount"]), (512, tokens("Hello!")))
        self.assertEqual(titan["embeddingsByType"]["float"], titan["embedding"])
        cohere = invoke("cohere.embed-multilingual-v3", texts=["a", "b"], input_type="search_document")
        self.assertEqual([len(one) for one in cohere["embeddings"]], [1024, 1024])
        self.assertEqual((cohere["response_type"], cohere["texts"]), ("embeddings_floats", ["a", "b"]))

    def test_models(self):
        models = new_client(service="bedrock")
        self.addCleanup(models.close)
        self.assertIn(MODEL, [model["modelId"] for model in models.list_foundation_models(byOutputModality="TEXT")["modelSummaries"]])
        self.assertEqual(models.get_foundation_model(modelIdentifier=MODEL)["modelDetails"]["modelLifecycle"]["status"], "ACTIVE")
        with self.assertRaises(models.exceptions.ResourceNotFoundException):
            models.get_foundation_model(modelIdentifier="none")

    def test_errors(self):
        def client(*args, **options):
            new = new_client(*args, **options)
            self.addCleanup(new.close)
            return new

        def f(name, status, call, **params):
            with self.assertRaises(ClientError) as caught:
                call(**params)
            told = caught.exception.response
            self.assertEqual((told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]), (name, status))

        f("ValidationException", 400, self.strict.converse, **ASKED | {"modelId": "none"})
        f("UnrecognizedClientException", 403, client(STRICT_URL, "stranger").converse, **ASKED)
        for status, name in (429, "ThrottlingException"), (503, "ServiceUnavailableException"), (408, "ModelTimeoutException"):
            f(name, status, client(headers={"X-Mock-Fault": f"error:status={status}"}).converse_stream, **ASKED)
        for name, status in (("ModelNotReadyException", 429), ("ModelErrorException", 424), ("AccessDeniedException", 403),
                             ("ResourceNotFoundException", 404), ("InternalServerException", 500)):
            named = client(headers={"X-Mock-Fault": f"error:type={name}"})
            f(name, status, named.converse, **ASKED)
            with self.assertRaises(getattr(named.exceptions, name)):
                named.invoke_model(modelId=MODEL, body=json.dumps(BODY))
        with self.assertRaisesRegex(EventStreamError, "modelStreamErrorException"):
            list(client(headers={"X-Mock-Fault": "error-event:type=modelStreamErrorException"}).converse_stream(**ASKED)["stream"])
        breaking = client(headers={"X-Mock-Fault": "error-event:status=429,after=2"})
        with self.assertRaisesRegex(EventStreamError, "throttlingException.*Too many requests"):
            list(breaking.converse_stream(**ASKED)["stream"])
        with self.assertRaisesRegex(EventStreamError, "throttlingException"):
            list(breaking.invoke_model_with_response_stream(modelId=MODEL, body=json.dumps(BODY))["body"])

    def test_retries(self):
        failing = new_client(attempts=3, headers={"X-Mock-Fault": "error:status=503"})
        self.addCleanup(failing.close)
        with self.assertRaises(ClientError) as caught:
            failing.converse(**ASKED)
        self.assertEqual(caught.exception.response["ResponseMetadata"]["RetryAttempts"], 2)

    def test_anthropic(self):
        options = {"aws_access_key": "any", "aws_secret_key": "any", "aws_region": "us-east-1", "max_retries": 0}
        with anthropic.AnthropicBedrock(base_url=URL, **options) as client:
            asked = {"model": MODEL, "max_tokens": 2048, "messages": [{"role": "user", "content": "Hello!"}]}
            whole = client.messages.create(**asked)
            self.assertEqual(whole.usage.output_tokens, tokens(whole.content[0].text))
            with client.messages.stream(**asked) as stream:
                self.assertEqual(tokens("".join(stream.text_stream)), stream.get_final_message().usage.output_tokens)


if __name__ == "__main__":
    unittest.main()
