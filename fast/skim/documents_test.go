package skim

import "strings"

// chatRequest is about 240 bytes long, like most requests of a load test.
const chatRequest = `{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a helpful assistant."},` +
	`{"role":"user","content":"Tell me in a few words why the sky is blue, please."}],` +
	`"stream":false,"temperature":0.7,"max_tokens":256,"user":"user-0042"}`

// longRequest returns a chat request with a prompt of about 100 kB that repeats text.
func longRequest(text string) string {
	return strings.Replace(chatRequest, "Tell me", strings.Repeat(text, 100_000/len(text))+"Tell me", 1)
}

// texts are valid and invalid strings, without their quotes.
var texts = []string{
	"", "a", `\n`, `\"`, `\\`, `\\\"`, `\\\\\\\"\/\b\f\n\r\t`, "é", "日本語", "😀",
	`caf\u00e9`, `\u0000`, `\uD83D\uDE00`, `\ud83d`, `\ude00`, `\ud83d\ud83d\ude00`, `\ude00\ud83d`, `\ud83dx\ude00`,
	`\ud83d\u0041`, `\ud83d\n`, `\ufffd`, `\ud83d\ufffd`, `\u65e5\u672c`, "\u2028\u2029", "\x7f",
	"\x80", "\xbf\xbf\xbf\xbf", "\xc0\x80", "\xc3", "\xc3\\n", "\xe6\x97", "\xe6\x97\xe6\x97\xa5", "\xe0\x80\x80", "\xed\xa0\x80",
	"\xf0\x9f\x98", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xff\xfe",
	"\xf0\x9f\x98\\u0041", "\xe6\\\"", "\xf0a\x80", "\xf0aa\x80", "日\xffé本\xe6語", "\xf5é\x80", "\xf0é\x80",
	"\n", "\x00", `\`, `\x`, `\u`, `\u123`, `\u12g4`, `\U0041`, `\ud83d\u`, `\ud83d\ux`, `\'`, `a"b`, "日\n", "日\\", "日\\u00e9本\\b語",
	strings.Repeat("日本語", 50), strings.Repeat("é", 100), strings.Repeat("😀", 70), strings.Repeat("한국어 ", 50),
	strings.Repeat("déjà vu — ", 40), strings.Repeat(`line\n`, 60), strings.Repeat(`\\`, 100), strings.Repeat(`\\`, 100) + `\`,
	strings.Repeat(`\"quoted\" `, 30), strings.Repeat("日本語\\n", 40), strings.Repeat("日本語", 50) + "\xe6" + strings.Repeat("日本語", 50),
	strings.Repeat("a\xf0", 100), strings.Repeat(`\u65e5\u672c`, 40), strings.Repeat("สวัสดี", 30), strings.Repeat("नमस्ते", 30),
}

var documents = []string{
	chatRequest,
	"null", " true\t", "false\n", "\r0", "-0", "10", "-1.5", "0.25e-10", "1E+400", "1e5", `""`, `"a"`, "{}", "[]", " [ ] ", "{ }",
	"[[],[[]],{}]", `[1,"a",null,true,false,{"b":[]}]`, `{"a":{"b":{"c":[{"d":1}]}},"e":2}`, "[ 1 , 2 ]", `{ "a" : 1 , "b" : [ 2 ] }`,
	`{"\u0061":1,"a":2}`, `{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"caf\u00e9"},` +
		`{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],"stop":["\n","\"END\""],"seed":null}`,
	`{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"x":{"type":["number","null"]}}}}}]}`,
}
