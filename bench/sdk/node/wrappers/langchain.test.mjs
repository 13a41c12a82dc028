// LangChain's clients for the providers, as far as they wrap what other tests try.
// MOCK_OPENAI_FLAKY_URL refuses the first two requests of each key with 429.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { ChatAnthropic } from "@langchain/anthropic";
import { ChatBedrockConverse } from "@langchain/aws";
import { CohereRerank } from "@langchain/cohere";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ChatGroq } from "@langchain/groq";
import { ChatMistralAI } from "@langchain/mistralai";
import { ChatOllama } from "@langchain/ollama";
import { AzureChatOpenAI, ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { CohereClient } from "cohere-ai";
import { z } from "zod";

import { all, model, person, strictURL, tokens, url } from "../client.mjs";

const strictKey = process.env.MOCK_OPENAI_STRICT_KEY;
const flaky = process.env.MOCK_OPENAI_FLAKY_URL;
const gpt4o = "gpt-4o"; // of other models LangChain does not know that they take schemas
const prompt = "Tell me something.";
const weather = tool(({ city }) => `fine in ${city}`, { name: "weather", description: "Tells the weather.", schema: z.object({ city: z.string() }) });

const openAI = (more) => ({ at, apiKey, headers, maxRetries }) =>
  new ChatOpenAI({ model: gpt4o, apiKey, maxRetries, configuration: { baseURL: `${at}/v1`, defaultHeaders: headers }, ...more });

function bedrock({ at, apiKey, headers, maxRetries }) {
  const region = "us-east-1", credentials = { accessKeyId: apiKey, secretAccessKey: "any" };
  const client = new BedrockRuntimeClient({ endpoint: at, region, credentials, maxAttempts: 1 + maxRetries, requestHandler: new NodeHttpHandler() });
  const supportsToolChoiceValues = ["any", "tool"];
  return new ChatBedrockConverse({ model, client, region, credentials, defaultHeaders: headers, maxRetries, maxTokens: 2048, supportsToolChoiceValues });
}

// adding returns a hook that adds headers.
const adding = (headers) => (request) => {
  const changed = new Request(request);
  for (const [name, value] of Object.entries(headers)) changed.headers.set(name, value);
  return changed;
};

// of makes a client. The other members say how a client differs: methods are ways to ask for an object (undefined is the
// default), choice asks for a tool, calls has the server call one, streamed is how many tokens a streamed answer has.
const clients = {
  OpenAI: {
    of: openAI(),
    methods: [undefined, "functionCalling"],
  },
  Responses: {
    of: openAI({ useResponsesApi: true }),
    choice: weather.name, // it leaves out other choices
  },
  Azure: {
    of: ({ at, apiKey, headers, maxRetries }) => new AzureChatOpenAI({
      model: gpt4o, azureOpenAIEndpoint: at, azureOpenAIApiKey: apiKey, azureOpenAIApiDeploymentName: gpt4o,
      azureOpenAIApiVersion: "2024-10-21", configuration: { defaultHeaders: headers }, maxRetries,
    }),
    methods: [undefined, "functionCalling"],
  },
  Anthropic: {
    of: ({ at, apiKey, headers, maxRetries }) =>
      new ChatAnthropic({ model, anthropicApiUrl: at, apiKey, maxRetries, maxTokens: 2048, clientOptions: { defaultHeaders: headers } }),
    methods: ["jsonSchema"], // it cannot put the streamed input of a tool together
    streamed: ({ usage_metadata }) => usage_metadata.output_tokens - 1, // it adds the count of message_start
  },
  Gemini: {
    of: ({ at, apiKey, headers, maxRetries }) =>
      new ChatGoogleGenerativeAI({ model, baseUrl: at, apiKey, maxRetries, customHeaders: headers }),
    methods: [undefined, "functionCalling"],
    patient: false, // it knows no Retry-After, and LangChain does not retry a 429 without one
    deaf: true, // it overlooks an error in a stream
  },
  Bedrock: { of: bedrock },
  Ollama: {
    of: ({ at, apiKey, headers, maxRetries }) =>
      new ChatOllama({ model, baseUrl: at, maxRetries, headers: { Authorization: `Bearer ${apiKey}`, ...headers } }),
    again: 3, // it does not retry by itself
    calls: { "X-Mock-Tool-Call-Rate": "1" }, // nobody can ask for a call
  },
  Mistral: {
    of: ({ at, apiKey, headers, maxRetries }) =>
      new ChatMistralAI({ model, serverURL: at, apiKey, maxRetries, beforeRequestHooks: [adding({ "X-Mock-Accent": "mistral", ...headers })] }),
    foreign: true, // it sends safe_prompt
  },
  Groq: {
    of: ({ at, apiKey, headers, maxRetries }) =>
      new ChatGroq({ model, baseUrl: at, apiKey, maxRetries, defaultHeaders: { "X-Mock-Accent": "groq", ...headers } }),
    streamed: ({ response_metadata }) => response_metadata.usage.completion_tokens,
  },
};

// joined is a streamed answer.
async function joined(stream) {
  const chunks = await all(stream);
  return chunks.reduce((sum, chunk) => sum.concat(chunk));
}

const statusOf = (e) => e.status ?? e.statusCode ?? e.status_code ?? e.$metadata?.httpStatusCode;

for (const [name, { of, methods = [undefined], choice = "any", calls, streamed, deaf, foreign }] of Object.entries(clients)) {
  const newClient = (headers, more) => of({ at: url, apiKey: "any", headers, maxRetries: 0, ...more });
  const counted = ({ usage_metadata }) => usage_metadata.output_tokens;

  test(`LangChain, ${name}`, async () => {
    const whole = await newClient().invoke(prompt);
    assert.equal(counted(whole), tokens(whole.text));
    const chunks = await joined(await newClient().stream(prompt));
    assert.equal((streamed ?? counted)(chunks), tokens(chunks.text));
  });

  test(`LangChain, ${name}, strictly`, { skip: foreign }, async () => {
    const strict = newClient({}, { at: strictURL, apiKey: strictKey });
    assert.ok((await strict.invoke(prompt)).text);
    assert.ok((await joined(await strict.stream(prompt))).text);
    await assert.rejects(newClient({}, { at: strictURL, apiKey: "wrong" }).invoke(prompt));
  });

  test(`LangChain, ${name}, tools`, async () => {
    const asking = newClient(calls).bindTools([weather], { tool_choice: choice });
    for (const answer of [await asking.invoke(prompt), await joined(await asking.stream(prompt))]) {
      assert.deepEqual(answer.invalid_tool_calls, []);
      assert.ok(answer.tool_calls.length > 0);
      for (const { name, args } of answer.tool_calls) assert.deepEqual([name, typeof args.city], ["weather", "string"]);
      const results = answer.tool_calls.map(({ id, name }) => new ToolMessage({ content: "fine", tool_call_id: id, name }));
      assert.ok((await newClient().bindTools([weather]).invoke([new HumanMessage(prompt), answer, ...results])).text);
    }
  });

  test(`LangChain, ${name}, objects`, async () => {
    for (const method of methods) {
      const asking = newClient(calls).withStructuredOutput(person, { method });
      person.parse(await asking.invoke(prompt));
      person.parse((await all(await asking.stream(prompt))).at(-1));
    }
  });

  test(`LangChain, ${name}, errors`, async () => {
    for (const status of [400, 429, 503])
      await assert.rejects(newClient({ "X-Mock-Fault": `error:status=${status},for=1ms` }).invoke(prompt), (e) => statusOf(e) === status);
    const broken = newClient({ "X-Mock-Fault": "error-event:after=1" }).stream(prompt).then(joined);
    if (deaf) assert.equal((await broken).response_metadata.finishReason, undefined);
    else await assert.rejects(broken);
  });
}

test("LangChain, retries", async () => {
  const asked = Object.values(clients).filter(({ patient = true }) => patient).map(({ of, again = 1 }) =>
    of({ at: flaky, apiKey: randomUUID(), maxRetries: 2 }).withRetry({ stopAfterAttempt: again }).invoke(prompt));
  for (const { text } of await Promise.all(asked)) assert.ok(text); // each waits for a second or two
});

test("LangChain, embeddings and ranks", async () => {
  const embeddings = new OpenAIEmbeddings({ model: "text-embedding-3-small", apiKey: "any", configuration: { baseURL: `${url}/v1` } });
  const [one, other, again] = await embeddings.embedDocuments(["x", "y", "x"]);
  assert.deepEqual([one.length, one], [1536, again]);
  assert.notDeepEqual(one, other);
  const client = new CohereClient({ token: "any", environment: url });
  const ranks = await new CohereRerank({ client, model: "rerank-v3.5", topN: 2 }).rerank(["a", "b", "c"], "a");
  assert.equal(ranks.length, 2);
});
