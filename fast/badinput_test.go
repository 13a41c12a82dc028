package fast_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
)

// bad is a raw request and the status of its answer. 0 means that the connection is closed
// without an answer.
type bad struct {
	raw    string
	status int
}

// chatBody is a POST of body to the path of chat.
func chatBody(body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", chatPath, len(body), body)
}

func to(path, body string) string { return strings.Replace(chatBody(body), chatPath, path, 1) }

// badBodies are bodies that must not break a parser.
func badBodies() (all []bad) {
	unparsable := []string{
		``, ` `, `{`, `}`, `{}}`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{a:1}`, `{'a':1}`, `{"a":1 "b":2}`,
		`{"a":tru}`, `{"a":nul}`, `{"a":True}`, `{"a":NaN}`, `{"a":Infinity}`, `{"a":-}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`,
		`{"a":1e}`, `{"a":1e+}`, `{"a":0x10}`, `{"a":+1}`, `{"a":"`, `{"a":"\`, `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\u12G4"}`,
		"{\"a\":\"\n\"}", "{\"a\":\"\x00\"}", "{\"a\":\"\x1f\"}", `{"a":[1,2}`, `{"a":[1,,2]}`, `{"a":[1 2]}`, `{"a":{"b":1]}`,
		"\xef\xbb\xbf{}", "\x00", "\x00{}", `{} x`, `{}{}`, `{}null`, `/* c */{}`, "{}\x00", `<xml/>`, `a=b&c=d`, "\x1f\x8b\x08\x00",
		strings.Repeat(`[`, 100_000), strings.Repeat(`{"a":`, 50_000), `{"messages":` + strings.Repeat(`[`, 20_000),
		`"` + strings.Repeat("a", 70_000), `{"messages":[{"role":"user","content":"` + strings.Repeat(`\`, 70_001),
	}
	for _, body := range unparsable {
		all = append(all, bad{chatBody(body), 400})
	}
	for _, body := range []string{`null`, `[]`, `1`, `"x"`, `true`, `-0.0`, `[{}]`} {
		all = append(all, bad{chatBody(body), 400})
	}
	for _, members := range []string{
		`"messages":"hi"`, `"messages":{}`, `"messages":1`, `"messages":[1]`, `"messages":["hi"]`, `"messages":[{"content":1}]`,
		`"messages":[{"content":{"a":1}}]`, `"messages":[{"content":["x"]}]`, `"model":1`, `"model":{}`, `"model":["a"]`,
		`"stream":1`, `"stream":"yes"`, `"stream_options":1`, `"stream_options":{"include_usage":3}`, `"n":0`, `"n":-1`, `"n":129`,
		`"n":1e99`, `"n":1.5`, `"n":"1"`, `"n":99999999999999999999`, `"max_tokens":"x"`, `"max_tokens":1.5`, `"max_tokens":{}`,
		`"messages":[{"content":"\ud800"}]`, "\"messages\":[{\"content\":\"\xff\xfe\"}]", `"stop":1`, `"stop":[1]`, `"stop":{"a":1}`, `"tools":1`, `"tools":[1]`,
		`"tools":[{"type":"function","function":{"name":"f","parameters":false}}],"tool_choice":"required"`,
		`"response_format":1`, `"response_format":{"type":"json_schema","json_schema":{"schema":{"type":"nonsense"}}}`,
		`"response_format":{"type":"json_schema","json_schema":{"schema":{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}}}`,
	} {
		all = append(all, bad{chatBody(`{` + members + `}`), 400})
	}
	for _, members := range []string{
		``, `"messages":null`, `"messages":[]`, `"unknown":{"deep":` + strings.Repeat(`[`, 500) + strings.Repeat(`]`, 500) + `}`,
		`"n":1,"n":2`, `"model":"a","model":"b"`, `"messages":[{"content":"\ud83d\ude00"}]`,
		`"model":"` + strings.Repeat("m", 10_000) + `"`, `"model":"\u0000\"\\"`, `"user":"\u0000"`, `"temperature":1e400`,
		`"max_tokens":0`, `"max_tokens":-5`, `"max_tokens":1e300`, `"seed":{"a":1}`, `"stop":[]`, `"stop":""`, `"stop":["a","b","c","d","e"]`, `"logit_bias":[[[]]]`,
	} {
		all = append(all, bad{chatBody(`{` + members + `}`), 200})
	}
	for path, bodies := range map[string][]string{
		"/v1/embeddings": {`{}`, `{"input":[]}`, `{"input":""}`, `{"input":[""]}`, `{"input":{}}`, `{"input":[[]]}`, `{"input":["a",1]}`, `{"input":"a","dimensions":0}`,
			`{"input":"a","dimensions":1e9}`, `{"input":"a","encoding_format":"int8"}`, `{"input":[` + strings.Repeat(`"a",`, 2048) + `"a"]}`},
		"/v1/completions": {`{"prompt":{}}`, `{"prompt":1}`, `{"prompt":[{}]}`, `{"n":1e9}`, `{"prompt":[` + strings.Repeat(`"a",`, 2048) + `"a"]}`},
		"/v1/moderations": {`{}`, `{"input":1}`},
		"/v1/responses":   {`{"input":1}`, `{"input":[1]}`, `{"max_output_tokens":"x"}`, `{"tools":{}}`},
	} {
		for _, body := range bodies {
			all = append(all, bad{to(path, body), 400})
		}
	}
	return all
}

// TestBadInput sends each request over its own connection and half-closes it. The answer
// must have OpenAI's envelope, or there must be none, and the server must stay healthy.
func TestBadInput(t *testing.T) {
	url := serve(t, fast.Config{})
	all := append(badBodies(), badRequests...)
	if len(all) < 150 {
		t.Errorf("only %d bad inputs", len(all))
	}
	for _, b := range all {
		status, body := sendRaw(t, url, b.raw)
		if status != b.status {
			t.Errorf("%.120q: status %d, want %d: %.200s", b.raw, status, b.status, body)
		}
		if status >= 400 {
			wantFourKeys(t, b.raw, body)
		}
		if res, err := http.Get(url + "/health"); err != nil || res.StatusCode != 200 {
			t.Fatalf("after %.120q: %v, %v", b.raw, res, err)
		} else {
			res.Body.Close()
		}
	}
}

// sendRaw sends raw and returns the status and the body of the last answer.
func sendRaw(t *testing.T, url, raw string) (status int, body []byte) {
	t.Helper()
	c := connect(t, url).(*net.TCPConn)
	defer c.Close()
	go func() {
		io.WriteString(c, raw)
		c.CloseWrite()
	}()
	c.SetReadDeadline(time.Now().Add(time.Minute)) // a hang is a failure, whatever the machine
	for r := bufio.NewReader(c); ; {
		res, err := http.ReadResponse(r, nil)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%.120q: the connection is still open", raw)
		}
		if err != nil {
			return status, body
		}
		status = res.StatusCode
		body, _ = io.ReadAll(res.Body)
	}
}

func wantFourKeys(t *testing.T, raw string, body []byte) {
	t.Helper()
	var envelope struct {
		Error map[string]any `json:"error"`
	}
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&envelope); err != nil {
		t.Errorf("%.120q: %v in %.200s", raw, err, body)
		return
	}
	for _, key := range []string{"message", "type", "param", "code"} {
		if _, ok := envelope.Error[key]; !ok {
			t.Errorf("%.120q: the error has no %s: %s", raw, key, body)
		}
	}
}
