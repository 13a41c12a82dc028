"""Asks a server for answers with quirks through the client that argv names.

Each line of stdin is a case: {"quirk": …, "kind": "text" | "tools" | "reasoning" |
"embeddings" | "whole" | "error"}. Each line of stdout is what the client made of it.
"""

import json
import logging
import os
import sys
import warnings

URL = os.environ["MOCK_OPENAI_URL"] + "/v1"
MODEL = "gpt-4o"
EMBEDDER = "text-embedding-3-small"
MESSAGES = [{"role": "user", "content": "a"}]
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1, "maximum": 9}},
    "required": ["city", "days"],
    "additionalProperties": False,
}
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}]
CHOICE = {"type": "function", "function": {"name": "weather"}}
INPUTS = ["a", "b", "c"]


def headers_of(case):
    headers = {"X-Mock-Quirk": case["quirk"], "X-Mock-Stream-Tokens": "2"}
    if case["kind"] == "reasoning":
        headers |= {"X-Mock-Accent": "deepseek", "X-Mock-Reasoning-Tokens": "6"}
    return headers


def openai_python():
    import openai

    def ask(case, headers):
        client = openai.OpenAI(base_url=URL, api_key="sk-x", max_retries=0, timeout=20, default_headers=headers)
        kind = case["kind"]
        if kind == "embeddings":
            data = client.embeddings.create(model=EMBEDDER, input=INPUTS, dimensions=2, encoding_format="float").data
            return {"vectors": [one.embedding for one in sorted(data, key=lambda one: one.index)]}
        if kind in ("whole", "error"):
            answer = client.chat.completions.create(model=MODEL, messages=MESSAGES)
            return {"text": answer.choices[0].message.content, "usage": answer.usage.total_tokens}
        options = {"tools": TOOLS, "tool_choice": CHOICE} if kind == "tools" else {}
        with client.chat.completions.stream(
            model=MODEL, messages=MESSAGES, stream_options={"include_usage": True}, **options
        ) as stream:
            for _ in stream:
                pass
            answer = stream.get_final_completion()
        message = answer.choices[0].message
        return said(message.content, [(call.function.name, call.function.arguments) for call in message.tool_calls or []], answer.usage and answer.usage.total_tokens)

    return "openai", ask, openai.APIError


def langchain():
    import openai
    from langchain_openai import ChatOpenAI, OpenAIEmbeddings

    def ask(case, headers):
        kind = case["kind"]
        common = {"base_url": URL, "api_key": "sk-x", "max_retries": 0, "default_headers": headers}
        if kind == "embeddings":
            return {"vectors": OpenAIEmbeddings(model=EMBEDDER, dimensions=2, check_embedding_ctx_length=False, **common).embed_documents(INPUTS)}
        model = ChatOpenAI(model=MODEL, timeout=20, stream_usage=True, **common)
        if kind in ("whole", "error"):
            answer = model.invoke("a")
            return {"text": answer.content, "usage": (answer.usage_metadata or {}).get("total_tokens")}
        if kind == "tools":
            model = model.bind_tools(TOOLS, tool_choice="weather")
        answer = None
        for chunk in model.stream("a"):
            answer = chunk if answer is None else answer + chunk
        return said(answer.content, [(call["name"], json.dumps(call["args"])) for call in answer.tool_calls], (answer.usage_metadata or {}).get("total_tokens"))

    return "langchain-openai", ask, openai.APIError


def litellm():
    import litellm
    import openai

    litellm.suppress_debug_info = True

    def ask(case, headers):
        kind = case["kind"]
        common = {"model": "openai/" + MODEL, "api_base": URL, "api_key": "sk-x", "extra_headers": headers, "max_retries": 0, "timeout": 20}
        if kind == "embeddings":
            data = litellm.embedding(input=INPUTS, dimensions=2, encoding_format="float", **(common | {"model": "openai/" + EMBEDDER})).data
            return {"vectors": [one["embedding"] for one in sorted(data, key=lambda one: one["index"])]}
        if kind in ("whole", "error"):
            answer = litellm.completion(messages=MESSAGES, **common)
            return {"text": answer.choices[0].message.content, "usage": answer.usage.total_tokens}
        options = {"tools": TOOLS, "tool_choice": CHOICE} if kind == "tools" else {}
        chunks = list(litellm.completion(messages=MESSAGES, stream=True, stream_options={"include_usage": True}, **common, **options))
        answer = litellm.stream_chunk_builder(chunks, messages=MESSAGES)
        message = answer.choices[0].message
        return said(message.content, [(call.function.name, call.function.arguments) for call in message.tool_calls or []], answer.usage and answer.usage.total_tokens)

    return "litellm", ask, openai.APIError


def llama_index():
    import openai
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai import OpenAI

    def ask(case, headers):
        kind = case["kind"]
        if kind == "embeddings":
            raise NotImplementedError
        llm = OpenAI(model=MODEL, api_base=URL, api_key="sk-x", max_retries=0, timeout=20, default_headers=headers, additional_kwargs={"stream_options": {"include_usage": True}} if kind not in ("whole", "error") else {})
        messages = [ChatMessage(role="user", content="a")]
        if kind in ("whole", "error"):
            answer = llm.chat(messages)
            return {"text": answer.message.content, "usage": answer.raw.usage.total_tokens}
        options = {"tools": TOOLS, "tool_choice": CHOICE} if kind == "tools" else {}
        answer = None
        for answer in llm.stream_chat(messages, **options):
            pass
        calls = []
        if kind == "tools":
            calls = [(call.tool_name, json.dumps(call.tool_kwargs)) for call in llm.get_tool_calls_from_response(answer, error_on_no_tool_call=False)]
        return said(answer.message.content, calls, None)

    return "llama-index-llms-openai", ask, openai.APIError


def instructor():
    import instructor
    import openai
    from instructor.core import InstructorRetryException
    from pydantic import BaseModel, Field

    class Weather(BaseModel):
        city: str
        days: int = Field(ge=1, le=9)

    def ask(case, headers):
        kind = case["kind"]
        if kind == "embeddings":
            raise NotImplementedError
        client = openai.OpenAI(base_url=URL, api_key="sk-x", max_retries=0, timeout=20, default_headers=headers)
        client = instructor.from_openai(client, mode=instructor.Mode.TOOLS if kind == "tools" else instructor.Mode.JSON_SCHEMA)
        asked = {"model": MODEL, "messages": MESSAGES, "response_model": Weather, "max_retries": 0}
        if kind in ("whole", "error"):
            return {"text": client.chat.completions.create(**asked).model_dump_json()}
        answer = None
        for answer in client.chat.completions.create_partial(**asked):
            pass
        return {"text": answer and answer.model_dump_json()}

    return "instructor", ask, (openai.APIError, InstructorRetryException)


def said(text, calls, usage):
    """What a stream said, with arguments as values: how they are written does not matter."""
    parsed = []
    for name, arguments in calls:
        try:
            arguments = json.loads(arguments)
        except (ValueError, TypeError):
            pass
        parsed.append([name, arguments])
    return {"text": text or "", "calls": parsed, "usage": usage}


def version(package):
    from importlib.metadata import version

    return version(package)


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    package, ask, errors = globals()[sys.argv[1]]()
    print(json.dumps({"client": package, "version": version(package), "language": "Python"}), flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        try:
            outcome = {"said": ask(case, headers_of(case))}
        except Exception as error:
            outcome = {"raised": type(error).__name__, "known": isinstance(error, errors), "message": str(error)[:300]}
        print(json.dumps(case | outcome), flush=True)


main()
