//go:build linux

package main

import (
	"fmt"
	"strings"
)

// request is the request that the servers get in one series.
type request struct {
	name       string
	path, body string
	flags      []string // flags of mock-openai
	bar        float64  // limit of the ratio to fasthttp; 0 means none
}

const (
	chat      = "/v1/chat/completions"
	chatStart = streamStart + `,"max_tokens":1024`

	// streamStart leaves the length of the answer to the server.
	streamStart = `{"model":"gpt-4-mock","messages":[{"role":"system","content":"You are a helpful assistant."},` +
		`{"role":"user","content":"Tell me something about load tests, in a few sentences, as if I had never seen one before in my life."}],` +
		`"temperature":0.7`
	inputStart = `{"model":"text-embedding-3-small","input":"The quick brown fox jumps over the lazy dog."`
)

var requests = []request{
	{name: "health", path: "/health"},
	{name: "chat", path: chat, body: chatStart + `}`, bar: 1.10},
	{name: "stream", path: chat, body: chatStart + `,"stream":true}`, bar: 1.20},
	{name: "stream, finer", path: chat, body: chatStart + `,"stream":true}`, bar: 1.20,
		flags: []string{"--stream-tokens-max", "36"}}, // about 17 events
	{name: "completions", path: "/v1/completions",
		body: `{"model":"gpt-3.5-turbo-instruct","prompt":"Once upon a time","max_tokens":1024}`},
	{name: "embeddings, float", path: "/v1/embeddings", body: inputStart + `}`, bar: 1.20},
	{name: "embeddings, base64", path: "/v1/embeddings", body: inputStart + `,"encoding_format":"base64"}`, bar: 1.20},
	{name: "prompt of 100 kB", path: chat, bar: 1.10,
		body: `{"model":"gpt-4-mock","messages":[{"role":"user","content":"` +
			strings.Repeat("The quick brown fox jumps over the lazy dog. ", 2280) + `"}]}`},
}

// script makes wrk send the request.
func (q request) script() string {
	if q.body == "" {
		return ""
	}
	return fmt.Sprintf("wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = [==[%s]==]\n", q.body)
}
