package fast_test

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

var (
	updateGolden = flag.Bool("update-golden", false, "write testdata/golden.txt anew")
	dumpGolden   = flag.String("dump-golden", "", "write every answer of TestGolden into this directory")
)

const goldenFile = "testdata/golden.txt"

// goldenRequest is one request of TestGolden and the name of its answer.
type goldenRequest struct{ name, method, path, headers, body string }

// TestGolden compares the bytes of more than a thousand answers of deterministic servers
// with their hashes in testdata/golden.txt. It shows whether a refactoring has changed
// anything on the wire. If answers are meant to change, run it with -update-golden; the
// commit then shows which. -dump-golden writes the answers to files, to compare two builds.
func TestGolden(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("bytes do not depend on the race detector, under which this takes a minute")
	}
	if runtime.GOARCH != "amd64" {
		t.Skip("vectors and log probabilities differ in their last digits on other processors")
	}
	got := map[string]string{}
	for name, c := range goldenConfigs(t) {
		c.Answers.Deterministic = true
		if c.Answers.ContextWindow == 0 {
			c.Answers.ContextWindow = profile.NoWindow // what models take may change, their answers may not
		}
		url := serve(t, c)
		address := url[strings.LastIndexByte(url, '/')+1:]
		for _, q := range goldenRequests(name) {
			got[goldenName(name, q)] = goldenHash(t, goldenName(name, q), answerTo(t, address, q))
		}
	}
	if len(got) < 1000 {
		t.Errorf("only %d answers", len(got))
	}
	if *updateGolden {
		writeGolden(t, got)
		return
	}
	want := readGolden(t)
	var changed []string
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if want[name] != got[name] {
			changed = append(changed, name)
		}
		delete(want, name)
	}
	if len(changed) > 0 {
		t.Errorf("%d of %d answers are not what they were: %s", len(changed), len(got), strings.Join(changed[:min(len(changed), 20)], "; "))
	}
	if len(want) > 0 {
		t.Errorf("%d answers are missing: %v", len(want), slices.Sorted(maps.Keys(want))[:min(len(want), 10)])
	}
}

// goldenName returns the name of an answer: the server, the beginning of the request, and a
// hash of the whole request.
func goldenName(config string, q goldenRequest) string {
	asked := strings.Replace(q.name, goldenMessages+",", "", 1)
	hash := sha256.Sum256([]byte(q.name))
	return fmt.Sprintf("%s %.90q %x", config, asked, hash[:4])
}

func goldenHash(t *testing.T, name string, answer []byte) string {
	if *dumpGolden != "" {
		file := regexp.MustCompile(`[^A-Za-z0-9._-]+`).ReplaceAllString(name, "_")
		if err := os.WriteFile(filepath.Join(*dumpGolden, file), answer, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	hash := sha256.Sum256(answer)
	return fmt.Sprintf("%x", hash[:8])
}

func writeGolden(t *testing.T, got map[string]string) {
	var file bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(got)) {
		fmt.Fprintf(&file, "%s %s\n", got[name], name)
	}
	if err := os.WriteFile(goldenFile, file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readGolden(t *testing.T) map[string]string {
	file, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(file)) {
		hash, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		want[name] = hash
	}
	return want
}

// Parts of an answer that do not depend on a seed.
var goldenMasks = []*regexp.Regexp{
	regexp.MustCompile(`(?m)^Date: .*$`),
	regexp.MustCompile(`(?m)^(X|Apim)-Request-Id: .*$`),
	regexp.MustCompile(`(?m)^X-Ratelimit-(Remaining|Reset)-.*$`),
	regexp.MustCompile(`(?m)^Request-Id: .*$`),
	regexp.MustCompile(`(?m)^X-Debug-Trace-Id: .*$`),
	regexp.MustCompile(`(?m)^{"id":"[0-9a-f-]{36}","message":"`),
	regexp.MustCompile(`(?m)^X-Amzn-Requestid: .*$`),
	regexp.MustCompile(`"request_id":"req_[0-9a-f]*"`),
	regexp.MustCompile(`(?m)^Anthropic-Ratelimit-[A-Za-z-]*-(Remaining|Reset): .*$`),
}

// answerTo returns the raw bytes of an answer, as they stand on the wire, and how the
// connection ended.
func answerTo(t *testing.T, address string, q goldenRequest) []byte {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s",
		q.method, q.path, q.headers, len(q.body), q.body)
	answer, err := io.ReadAll(conn)
	switch {
	case errors.Is(err, syscall.ECONNRESET):
		answer = append(answer, "\n(reset)"...)
	case err != nil:
		t.Fatalf("%s: %v", q.name, err)
	}
	for _, mask := range goldenMasks {
		answer = mask.ReplaceAll(answer, []byte("(masked)"))
	}
	return answer
}

// goldenConfigs are the servers that are asked, by name.
func goldenConfigs(t *testing.T) map[string]fast.Config {
	short := pool.Sampler{Mean: 40, Stddev: 8}
	configs := map[string]fast.Config{
		"plain":     {},
		"short":     {Answers: fast.Answers{Tokens: short, StreamTokensMin: 3, StreamTokensMax: 7}},
		"strict":    {Answers: fast.Answers{Tokens: short, Strict: true}},
		"rich":      {Answers: fast.Answers{Tokens: short, Text: pool.Rich}},
		"echo":      {Answers: fast.Answers{Tokens: short, Echo: true}},
		"reasoning": {Answers: fast.Answers{Tokens: short, ReasoningTokens: 30}},
		"tools":     {Answers: fast.Answers{Tokens: short, ToolCallRate: 1}},
		"paced":     {Answers: fast.Answers{Tokens: short}, Timing: fast.Timing{ResponseDelay: time.Microsecond}},
		"keys":      {Answers: fast.Answers{Tokens: short}, Limits: fast.Limits{APIKeys: []string{"sk-golden"}}, Transport: fast.Transport{CORS: true}},
		"quirks":    {Answers: fast.Answers{Tokens: short, StreamTokensMin: 3, StreamTokensMax: 7}},
		"limits":    {Answers: fast.Answers{Tokens: short}, Limits: fast.Limits{RPM: 1000, TPM: 1_000_000}},
		"models": {Answers: fast.Answers{Tokens: short, Models: []string{"alpha", "org/beta:free"}, Profiles: map[string]profile.Profile{
			"alpha": {Tokens: pool.Sampler{Mean: 5}, StreamTokensMin: 1, StreamTokensMax: 1},
		}}},
	}
	for _, spec := range []string{
		"error", "error:status=429,for=2s", "reset", "reset-midstream", "stall:for=1ms", "slow-headers:for=1ms", "wrong-content-type",
		"malformed-json", "empty-choices", "huge-event:size=1000", "error-event", "no-done", "split-segments:for=0s", "one-segment",
	} {
		parsed, err := fault.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		plan := fault.Plan{{Spec: parsed, Rate: 1}}
		configs["fault "+spec] = fast.Config{Answers: fast.Answers{Tokens: short}, Faults: fast.Faults{Plan: plan}}
		configs["fault paced "+spec] = fast.Config{Answers: fast.Answers{Tokens: short}, Faults: fast.Faults{Plan: plan}, Timing: fast.Timing{ResponseDelay: time.Microsecond}}
	}
	return configs
}

// goldenRequests are what the server of that name is asked.
func goldenRequests(config string) (all []goldenRequest) {
	headers := ""
	if config == "keys" {
		headers = "Authorization: Bearer sk-golden\r\n"
	}
	add := func(path, members string, streams ...string) {
		for _, stream := range streams {
			body := strings.Trim(members+stream, ",")
			sent := headers
			if path == messagesPath {
				sent += "anthropic-version: 2023-06-01\r\n"
			}
			all = append(all, goldenRequest{path + " " + body, "POST", path, sent, "{" + body + "}"})
		}
	}
	if config == "quirks" {
		return goldenQuirks()
	}
	if strings.HasPrefix(config, "fault ") {
		for path, members := range map[string]string{
			goldenChatPath: `"n":2`, goldenTextPath: `"prompt":"a"`, goldenResponsesPath: `"input":"a"`, messagesPath: `"max_tokens":99`, goldenRouterChatPath: `"n":1`, goldenRouterTextPath: `"prompt":["a","b"]`,
		} {
			add(path, members, "", `,"stream":true`)
		}
		add(azureChatPath, `"n":2`, "", `,"stream":true`)
		add(azureTextPath, `"prompt":["a","b"]`, "", `,"stream":true`)
		add(goldenEmbeddingsPath, `"input":"a","dimensions":4`, "")
		add(goldenModerationsPath, `"input":"a"`, "")
		add(goldenOllamaChatPath, goldenMessages, "", `,"stream":false`)
		for _, path := range goldenGeminiPaths {
			add(path, `"contents":[]`, "")
		}
		add(cohereChatPath, cohereHello, "", `,"stream":true`)
		add(cohereRerankPath, goldenRerank[0], "")
		for _, path := range goldenBedrockPaths {
			add(path, converseMembers, "")
		}
		return all
	}
	const streamed, counted = `,"stream":true`, `,"stream":true,"stream_options":{"include_usage":true}`
	for _, members := range goldenChat {
		add(goldenChatPath, members, "", streamed, counted)
		if config == "plain" || config == "tools" || config == "short" {
			add(goldenRouterChatPath, members, "", streamed)
			add(azureV1Path, members, "", streamed)
		}
	}
	for _, members := range goldenTexts {
		add(goldenTextPath, members, "", streamed, counted)
		if config == "plain" || config == "rich" {
			add(goldenRouterTextPath, members, "", streamed)
			add(azureTextPath, members, "", streamed)
		}
	}
	switch config {
	case "plain", "short", "rich", "reasoning", "paced", "tools":
		all = append(all, goldenAccents()...)
	}
	add(azureChatPath, goldenMessages, "", streamed, counted)
	for _, members := range goldenResponses {
		add(goldenResponsesPath, members, "", streamed)
	}
	for _, members := range goldenMessageMembers {
		add(messagesPath, members, "", streamed)
	}
	for _, members := range goldenEmbeddings {
		add(goldenEmbeddingsPath, members, "")
	}
	for _, members := range goldenModerations {
		add(goldenModerationsPath, members, "")
	}
	for _, members := range goldenOllama {
		add(goldenOllamaChatPath, members, "", `,"stream":false`)
		add(goldenOllamaTextPath, members, "", `,"stream":false`)
	}
	add(goldenOllamaEmbedPath, `"input":["a","b"],"dimensions":4`, "")
	for _, path := range goldenGeminiPaths {
		for _, members := range goldenGemini {
			add(path, members, "")
		}
	}
	for _, path := range goldenBedrockPaths {
		for _, members := range goldenBedrock {
			add(path, members, "")
		}
	}
	switch config {
	case "plain", "strict", "rich", "reasoning", "tools", "paced":
		for _, members := range goldenCohere {
			add(cohereChatPath, members, "", streamed)
		}
		for _, members := range goldenCohereEmbed {
			add(cohereEmbedPath, members, "")
		}
		for _, members := range goldenRerank {
			add(cohereRerankPath, members, "")
			add(sharedRerankPath, members, "")
		}
	}
	switch config {
	case "plain", "strict", "keys", "limits", "models":
		return append(all, goldenLookups(headers)...)
	}
	return all
}

// goldenAccents are requests for the forms of other providers.
func goldenAccents() (all []goldenRequest) {
	for accent := range profile.Accents {
		if accent == profile.NoAccent {
			continue
		}
		for _, members := range []string{
			goldenMessages, goldenMessages + `,"n":2`, goldenMessages + `,"logprobs":true`, goldenMessages + `,` + goldenTools + `,"tool_choice":"required"`,
			goldenMessages + `,"max_tokens":1,"stop":["e"],"prompt_logprobs":0,"kv_transfer_params":{"do_remote_decode":true}`,
		} {
			for _, stream := range []string{"", `,"stream":true`, `,"stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}`} {
				body := members + stream
				all = append(all, goldenRequest{accent.String() + " " + body, "POST", goldenChatPath, "X-Mock-Accent: " + accent.String() + "\r\n", "{" + body + "}"})
			}
		}
	}
	for _, body := range []string{goldenMessages + `,"return_token_strs":true`, `"prompt":"a"`, ``, `"prompt":7`} {
		all = append(all, goldenRequest{"/tokenize " + body, "POST", "/tokenize", "", "{" + body + "}"})
	}
	for _, body := range []string{`"tokens":[225]`, `"tokens":[4503599627370496]`, ``} {
		all = append(all, goldenRequest{"/detokenize " + body, "POST", "/detokenize", "", "{" + body + "}"})
	}
	return append(all, goldenRequest{"/version", "GET", "/version", "", ""})
}

// goldenQuirks are requests for each quirk.
func goldenQuirks() (all []goldenRequest) {
	for _, name := range quirk.Names() {
		for _, q := range []struct{ path, body string }{
			{goldenChatPath, goldenMessages + `,"stream":true`}, {goldenChatPath, goldenMessages + `,"n":2,"logprobs":true,"stream":true`},
			{goldenChatPath, goldenMessages + `,` + goldenTools + `,"tool_choice":"required","stream":true`},
			{goldenChatPath, goldenMessages + `,` + goldenTools + `,"tool_choice":"required"`},
			{goldenChatPath, `"model":"m;accent=deepseek;reasoning-tokens=20","stream":true`}, {azureChatPath, `"stream":true`},
			{goldenRouterChatPath, `"stream":true`}, {goldenTextPath, `"prompt":"a","stream":true`}, {goldenResponsesPath, `"input":"a","stream":true`},
			{messagesPath, `"max_tokens":64,"stream":true`}, {geminiEvents, `"contents":[]`}, {geminiArray, `"contents":[]`},
			{goldenOllamaChatPath, goldenMessages}, {goldenEmbeddingsPath, `"input":["a","b"],"dimensions":4`},
		} {
			headers := "X-Mock-Quirk: " + name + "\r\n"
			if q.path == messagesPath {
				headers += "anthropic-version: 2023-06-01\r\n"
			}
			all = append(all, goldenRequest{name + " " + q.path + " " + q.body, "POST", q.path, headers, "{" + q.body + "}"})
		}
	}
	return all
}

const (
	goldenChatPath        = "/v1/chat/completions"
	goldenTextPath        = "/v1/completions"
	goldenResponsesPath   = "/v1/responses"
	goldenEmbeddingsPath  = "/v1/embeddings"
	goldenModerationsPath = "/v1/moderations"
	goldenRouterChatPath  = "/api/v1/chat/completions"
	goldenRouterTextPath  = "/api/v1/completions"
	goldenOllamaChatPath  = "/api/chat"
	goldenOllamaTextPath  = "/api/generate"
	goldenOllamaEmbedPath = "/api/embed"
)

// goldenLookups are requests without a body that is read, and those that no
// endpoint takes.
func goldenLookups(headers string) (all []goldenRequest) {
	for _, line := range []string{
		"GET /health", "GET /v1/models", "GET /v1/models/gpt-4o", "GET /v1/models/org%2Fbeta:free", "GET /v1/models/org/beta:free",
		"GET /v1/models/none", "DELETE /v1/models/gpt-4o", "DELETE /v1/models/none", "GET /api/v1/models", "GET /api/v1/models/alpha",
		"GET /api/v1/models/none", "GET /v1/responses/resp_none", "DELETE /v1/responses/resp_none", "POST /v1/responses/resp_none/cancel",
		"GET /v1/responses/resp_none/input_items", "GET /", "GET /nowhere", "POST /v1/nowhere", "POST /api/v1/nowhere", "GET /v1/chat/completions",
		"PUT /v1/models", "GET /openai/v1/models", "GET /openai/v1/models/none", "POST /openai/deployments/a/chat/completions", "POST /openai/nowhere", "GET " + azureChatPath, "POST /health", "HEAD /health", "HEAD /v1/models", "PATCH /api/v1/chat/completions",
		"GET /api/tags", "GET /api/version", "GET /api/nowhere", "POST /api/show", "POST /v2/nowhere", "GET /v2/chat",
	} {
		method, path, _ := strings.Cut(line, " ")
		all = append(all, goldenRequest{line, method, path, headers, ""})
	}
	for _, path := range []string{"/v1/models", "/v1/models/gpt-4o", "/v1/models/none", "/v1/models?limit=1"} {
		all = append(all, goldenRequest{"GET " + path + " of Anthropic", "GET", path, headers + "anthropic-version: 2023-06-01\r\n", ""})
	}
	for _, path := range []string{goldenChatPath, goldenTextPath, goldenResponsesPath, goldenEmbeddingsPath, goldenModerationsPath, messagesPath, messagesPath + "/count_tokens", goldenRouterChatPath, goldenRouterTextPath} {
		for _, body := range []string{"", "{", "[]", "nul", `{"a":1,}`, `{"model":7}`, `{"stream":1}`, `{"input":7,"messages":7,"prompt":7}`} {
			all = append(all, goldenRequest{path + " bad " + body, "POST", path, headers, body})
		}
		for _, header := range []string{"X-Mock-Tokens: 7\r\n", "X-Mock-Fault: error:status=429\r\n", "X-Mock-Nonsense: 1\r\n", "X-Client-Request-Id: mine\r\n", "Origin: http://a.test\r\n"} {
			all = append(all, goldenRequest{path + " with " + header[:len(header)-2], "POST", path, headers + header, `{"input":"a"}`})
		}
		all = append(all, goldenRequest{path + " without key", "POST", path, "", `{"input":"b"}`},
			goldenRequest{path + " with another key", "POST", path, "Authorization: Bearer sk-other\r\n", `{"input":"b"}`})
	}
	return all
}

var goldenGeminiPaths = []string{geminiWhole, geminiEvents, geminiArray, vertexModel + ":generateContent"}

var goldenGemini = []string{
	``, strings.TrimSuffix(geminiRequest[1:], "}"), strings.TrimSuffix(geminiTools[1:], "}"), `"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"candidateCount":2,"maxOutputTokens":5,"seed":7}`,
	`"generationConfig":{"thinkingConfig":{"includeThoughts":true},"responseLogprobs":true,"logprobs":2}`, `"contents":7`,
	`"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"n":{"type":"INTEGER"}},"required":["n"]}}`,
}

var goldenBedrockPaths = []string{conversePath, converseStream, invokePath, invokeStream}

// goldenBedrock are members that either Converse or InvokeModel reads.
var goldenBedrock = []string{
	`"anthropic_version":"bedrock-2023-05-31","max_tokens":64,"messages":[{"role":"user","content":[{"text":"a","type":"text"}]}]`,
	`"max_tokens":5,"inferenceConfig":{"maxTokens":5},"messages":7`, `"tool_choice":{"type":"any"},` + messageTools + `,` + converseForced,
	thinking + `,"additionalModelRequestFields":{"seed":7,` + thinking + `}`, `"toolConfig":{"toolChoice":{"tool":{"name":"none"}},` + converseSpecs + `}`,
	`"stop_sequences":["e"],"inferenceConfig":{"stopSequences":["e"]},"additionalModelResponseFieldPaths":["/delta/stop_sequence"]`,
	`"outputConfig":{"textFormat":{"structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}"}}}}`,
}

const (
	goldenMessages = `"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is \"Łódź\"? 🙂"}]`
	goldenParams   = `"parameters":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":9}},"required":["city","days"],"additionalProperties":false}`
	goldenTool     = `{"type":"function","function":{"name":"weather",` + goldenParams + `}}`
	goldenTools    = `"tools":[` + goldenTool + `,{"type":"custom","custom":{"name":"shell"}},{"type":"function","function":{"name":"time"}}]`
	goldenSchema   = `{"type":"object","properties":{"name":{"type":"string"},"tags":{"type":"array","items":{"enum":["a","b"]}}},"required":["name","tags"],"additionalProperties":false}`
	goldenFlat     = `"tools":[{"type":"function","name":"weather",` + goldenParams + `},{"type":"custom","name":"shell"},{"type":"web_search"}]`
)

var goldenChat = []string{
	``, goldenMessages, `"model":"gpt-4o",` + goldenMessages, `"model":"gpt-5",` + goldenMessages, `"model":"o3-mini",` + goldenMessages,
	`"model":"echo",` + goldenMessages, `"model":"gpt-4o;tokens=9",` + goldenMessages, `"model":"a\"b\\c\u00e9",` + goldenMessages,
	goldenMessages + `,"n":3`, goldenMessages + `,"max_tokens":5`, goldenMessages + `,"max_completion_tokens":0`, goldenMessages + `,"stop":"e"`,
	goldenMessages + `,"stop":["the ","\n"]`, goldenMessages + `,"seed":42`, goldenMessages + `,"logprobs":true`,
	goldenMessages + `,"logprobs":true,"top_logprobs":3`, goldenMessages + `,"response_format":{"type":"json_object"}`,
	goldenMessages + `,"response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":` + goldenSchema + `}}`,
	goldenMessages + `,` + goldenTools, goldenMessages + `,` + goldenTools + `,"tool_choice":"required"`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":"none"`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":{"type":"function","function":{"name":"weather"}}`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":{"type":"custom","custom":{"name":"shell"}},"parallel_tool_calls":false`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":"required","n":2,"max_tokens":4`,
	goldenMessages + `,"functions":[{"name":"f",` + goldenParams + `}],"function_call":{"name":"f"}`,
	goldenMessages + `,"modalities":["text","audio"],"audio":{"voice":"alloy","format":"pcm16"}`,
	goldenMessages + `,"reasoning_effort":"high"`, goldenMessages + `,"stream_options":{"include_obfuscation":true}`,
	goldenMessages + `,"stream_options":{"include_obfuscation":false}`,
	`"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"http://a/b.png"}}]}]`,
	`"messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"sunny"}],` + goldenTools,
	`"model":"gpt-4o",` + goldenMessages + `,"temperature":3`, goldenMessages + `,"nonsense":1`, goldenMessages + `,"n":0`, goldenMessages + `,"n":1000`,
	goldenMessages + `,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string","minLength":5,"maxLength":1}}}],"tool_choice":"required"`,
	goldenMessages + `,` + goldenTools + `,"tool_choice":{"type":"function","function":{"name":"none"}}`,
}

var goldenTexts = []string{
	``, `"prompt":"Once upon"`, `"prompt":["a","b"],"n":2`, `"prompt":[1,2,3]`, `"prompt":[[1],[2,3]]`, `"prompt":"Say \"é\"","echo":true`,
	`"prompt":"a","max_tokens":3`, `"prompt":"a","stop":["e"]`, `"prompt":"a","logprobs":0`, `"prompt":"ab cd","logprobs":4,"echo":true`,
	`"prompt":"a","seed":7,"n":3`, `"prompt":"hello","model":"echo"`, `"prompt":"a","suffix":"z","best_of":2`, `"prompt":"a","best_of":1,"n":3`,
	`"prompt":"a","stream_options":{"include_obfuscation":true}`, `"prompt":[[]]`, `"prompt":"a","max_tokens":-1`,
}

var goldenResponses = []string{
	``, `"input":"Tell me."`, `"model":"gpt-4o","input":"Tell me.","max_output_tokens":16`, `"input":"Tell me.","max_output_tokens":2`,
	`"input":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"output_text","text":"b"}]},{"role":"user","content":[{"type":"input_text","text":"c"},{"type":"input_image","image_url":"http://a/b.png"}]}]`,
	`"input":"a","instructions":"Be\nbrief.","metadata":{"k":"v"},"temperature":0.5,"user":"u"`, `"input":"a","store":false`, `"model":"echo","input":"Say «this» again."`,
	`"input":"a","text":{"format":{"type":"json_object"}}`, `"input":"a","text":{"format":{"type":"json_schema","name":"s","schema":` + goldenSchema + `}}`,
	`"input":"a",` + goldenFlat, `"input":"a",` + goldenFlat + `,"tool_choice":"required"`, `"input":"a",` + goldenFlat + `,"tool_choice":{"type":"function","name":"weather"}`,
	`"input":"a",` + goldenFlat + `,"tool_choice":{"type":"custom","name":"shell"}`, `"input":"a","reasoning":{"effort":"high","summary":"auto"}`,
	`"input":"a","include":["message.output_text.logprobs"],"top_logprobs":2`, `"input":"a","stream_options":{"include_obfuscation":true}`,
	`"input":"a","previous_response_id":"resp_none"`, `"input":"a","background":true,"store":false`, `"input":7`, `"input":[7]`, `"input":"a","tools":7`, `"input":"a","nonsense":1`,
}

var goldenOllama = []string{
	``, goldenMessages + `,"prompt":"a"`, `"model":"echo","prompt":"Say «this».",` + goldenMessages, goldenMessages + `,"prompt":"a","raw":true,"options":{"seed":7,"num_predict":5}`,
	goldenMessages + `,"prompt":"a","think":"low"`, goldenMessages + `,"prompt":"a","think":false,"options":{"stop":["e"]}`, `"prompt":"a","tools":[` + goldenTool + `],` + goldenMessages,
	goldenMessages + `,"prompt":"a","format":"json"`, goldenMessages + `,"prompt":"a","format":` + goldenSchema, `"messages":7,"prompt":7`, `"keep_alive":0,"model":"gpt-4o"`,
}

var goldenCohere = []string{
	``, goldenMessages, `"model":"command-a-03-2025",` + cohereHello, `"model":"echo",` + goldenMessages + `,` + cohereDocuments, goldenMessages + `,"seed":7,"max_tokens":5`,
	goldenMessages + `,"stop_sequences":["e","the "]`, goldenMessages + `,"logprobs":true,` + cohereDocuments, goldenMessages + `,"tools":[` + goldenTool + `],"tool_choice":"REQUIRED"`,
	goldenMessages + `,"tools":[` + goldenTool + `],"tool_choice":"NONE"`, goldenMessages + `,"thinking":{"type":"enabled","token_budget":8}`,
	goldenMessages + `,"response_format":{"type":"json_object","json_schema":` + goldenSchema + `}`, `"messages":7`,
}

var goldenCohereEmbed = []string{
	`"texts":["a","b"],"output_dimension":16,"embedding_types":["float","int8","uint8","binary","ubinary","base64"]`, `"model":"embed-english-light-v3.0","input_type":"search_query","texts":["a"],"embedding_types":["int8"]`,
	`"images":["data:image/png;base64,AA=="],"embedding_types":["ubinary"]`, `"texts":"a"`, ``,
}

var goldenRerank = []string{`"query":"a","documents":["b","c",{"text":"d"}]`, `"query":"a","documents":["b","c"],"top_n":1,"return_documents":true`, ``}

var goldenMessageMembers = []string{
	``, `"max_tokens":64,` + goldenMessages, `"model":"claude-opus-4-6","max_tokens":5,"system":"Be brief.","messages":[{"role":"user","content":"a"}]`,
	`"model":"echo","max_tokens":99,"messages":[{"role":"user","content":[{"type":"text","text":"Say «this» again."}]}]`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"}],"stop_sequences":["e","the "]`, `"max_tokens":99,"seed":7,"messages":[{"role":"user","content":"a"}]`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"}],` + messageTools, `"max_tokens":99,"messages":[{"role":"user","content":"a"}],` + messageTools + `,"tool_choice":{"type":"any"}`,
	`"max_tokens":4,"messages":[{"role":"user","content":"a"}],` + messageTools + `,"tool_choice":{"type":"tool","name":"weather"}`,
	`"max_tokens":2048,"messages":[{"role":"user","content":"a"}],"thinking":{"type":"enabled","budget_tokens":1024}`,
	`"max_tokens":2048,"messages":[{"role":"user","content":"a"}],"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"max"}`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"}],"output_config":{"format":{"type":"json_schema","schema":` + goldenSchema + `}}`,
	`"max_tokens":99,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"weather","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"b"}]}],` + messageTools,
	`"max_tokens":"a"`, `"messages":7`,
}

var goldenEmbeddings = []string{
	`"input":"a"`, `"input":["a","b"],"dimensions":8`, `"input":[1,2],"encoding_format":"base64"`, `"input":[[1],[2]],"dimensions":3,"encoding_format":"base64"`,
	`"input":"a","model":"text-embedding-3-large","encoding_format":"base64"`, `"input":""`, `"input":[]`, `"input":"a","dimensions":0`, `"input":"a","encoding_format":"x"`, ``,
}

var goldenModerations = []string{
	`"input":"a"`, `"input":["a","b"]`, `"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"http://a/b.png"}}]`, `"input":"a","model":"text-moderation-latest"`, ``, `"input":7`,
}

// TestGolden_SortsByName keeps changes of the file readable.
func TestGolden_SortsByName(t *testing.T) {
	file, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	name := func(line string) string { _, after, _ := strings.Cut(line, " "); return after }
	if !slices.IsSortedFunc(strings.Split(strings.TrimSpace(string(file)), "\n"), func(a, b string) int { return cmp.Compare(name(a), name(b)) }) {
		t.Error("testdata/golden.txt is not sorted by name")
	}
}
