//! Asks a server for answers with quirks through async-openai. It reads and writes the lines
//! that clients.py does.

use std::{collections::BTreeMap, env, io, time::Duration};

use async_openai::{
    Client,
    config::OpenAIConfig,
    error::OpenAIError,
    types::{chat::CreateChatCompletionRequest, embeddings::CreateEmbeddingRequest},
};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Value, from_str, from_value, json};
use tokio::time::timeout;

#[derive(Deserialize, Serialize)]
struct Question {
    quirk: String,
    kind: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{}", json!({"client": "async-openai", "version": version(), "language": "Rust"}));
    for line in io::stdin().lines() {
        let question: Question = from_str(&line.unwrap()).expect("a question");
        let mut outcome = match timeout(Duration::from_secs(20), ask(&question)).await {
            Ok(Ok(said)) => json!({"said": said}),
            Ok(Err(error)) => {
                let known = matches!(error, OpenAIError::ApiError(_));
                json!({"raised": "OpenAIError", "known": known, "message": error.to_string()})
            }
            Err(_) => json!({"raised": "Elapsed", "known": false, "message": "no answer for 20 s"}),
        };
        outcome["quirk"] = question.quirk.into();
        outcome["kind"] = question.kind.into();
        println!("{outcome}");
    }
}

fn version() -> &'static str {
    let (_, after) = include_str!("../Cargo.lock").split_once("name = \"async-openai\"\nversion = \"").unwrap();
    after.split_once('"').unwrap().0
}

async fn ask(question: &Question) -> Result<Value, OpenAIError> {
    let client = new_client(question)?;
    match question.kind.as_str() {
        "embeddings" => embeddings(&client).await,
        "whole" | "error" => {
            let answer = client.chat().create(request(json!({}))).await?;
            let text = answer.choices.first().and_then(|choice| choice.message.content.clone());
            Ok(json!({"text": text, "usage": answer.usage.map(|usage| usage.total_tokens)}))
        }
        kind => stream(&client, kind == "tools").await,
    }
}

fn new_client(question: &Question) -> Result<Client<OpenAIConfig>, OpenAIError> {
    let mut config = OpenAIConfig::new()
        .with_api_base(env::var("MOCK_OPENAI_URL").expect("MOCK_OPENAI_URL") + "/v1")
        .with_api_key("sk-x")
        .with_header("X-Mock-Quirk", question.quirk.as_str())?
        .with_header("X-Mock-Stream-Tokens", "2")?;
    if question.kind == "reasoning" {
        config = config.with_header("X-Mock-Accent", "deepseek")?.with_header("X-Mock-Reasoning-Tokens", "6")?;
    }
    Ok(Client::with_config(config))
}

/// Returns a request with these members besides those that all requests have.
fn request(own: Value) -> CreateChatCompletionRequest {
    let mut asked = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "a"}]});
    for (name, value) in own.as_object().unwrap() {
        asked[name] = value.clone();
    }
    from_value(asked).expect("a request")
}

async fn embeddings(client: &Client<OpenAIConfig>) -> Result<Value, OpenAIError> {
    let asked = json!({"model": "text-embedding-3-small", "input": ["a", "b", "c"], "dimensions": 2, "encoding_format": "float"});
    let asked: CreateEmbeddingRequest = from_value(asked).expect("a request");
    let mut data = client.embeddings().create(asked).await?.data;
    data.sort_by_key(|one| one.index);
    Ok(json!({"vectors": data.into_iter().map(|one| one.embedding).collect::<Vec<_>>()}))
}

/// Returns what a stream says. The crate does not put chunks together; this does it as the
/// examples of the crate do.
async fn stream(client: &Client<OpenAIConfig>, tools: bool) -> Result<Value, OpenAIError> {
    let mut own = json!({"stream": true, "stream_options": {"include_usage": true}});
    if tools {
        own["tools"] = json!([{"type": "function", "function": {"name": "weather", "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1, "maximum": 9}},
            "required": ["city", "days"],
            "additionalProperties": false,
        }}}]);
        own["tool_choice"] = json!({"type": "function", "function": {"name": "weather"}});
    }
    let (mut text, mut calls, mut usage) = (String::new(), BTreeMap::<u32, (String, String)>::new(), None);
    let mut chunks = client.chat().create_stream(request(own)).await?;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        usage = chunk.usage.map(|usage| usage.total_tokens).or(usage);
        let Some(choice) = chunk.choices.into_iter().next() else { continue };
        text += &choice.delta.content.unwrap_or_default();
        for call in choice.delta.tool_calls.unwrap_or_default() {
            let (name, arguments) = calls.entry(call.index).or_default();
            let Some(function) = call.function else { continue };
            *name += &function.name.unwrap_or_default();
            *arguments += &function.arguments.unwrap_or_default();
        }
    }
    let calls: Vec<Value> = calls
        .into_values()
        .map(|(name, arguments)| json!([name, from_str::<Value>(&arguments).unwrap_or(arguments.into())]))
        .collect();
    Ok(json!({"text": text, "calls": calls, "usage": usage}))
}
