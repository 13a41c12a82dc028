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

	"mock-openai/fast/profile"
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

// Lines of an answer that do not depend on a seed. Each pattern begins with plain text, which
// package regexp finds quickly.
var goldenLines = []*regexp.Regexp{
	regexp.MustCompile(`\nDate: .*`),
	regexp.MustCompile(`\nX-Request-Id: .*`),
	regexp.MustCompile(`\nApim-Request-Id: .*`),
	regexp.MustCompile(`\nX-Ratelimit-(Remaining|Reset)-.*`),
	regexp.MustCompile(`\nRequest-Id: .*`),
	regexp.MustCompile(`\nX-Debug-Trace-Id: .*`),
	regexp.MustCompile(`\n{"id":"[0-9a-f-]{36}","message":"`),
	regexp.MustCompile(`\nX-Amzn-Requestid: .*`),
	regexp.MustCompile(`\nAnthropic-Ratelimit-[A-Za-z-]*-(Remaining|Reset): .*`),
}

var goldenRequestID = regexp.MustCompile(`"request_id":"req_[0-9a-f]*"`)

// masked returns answer without what does not depend on a seed.
func masked(answer []byte) []byte {
	for _, line := range goldenLines {
		answer = line.ReplaceAll(answer, []byte("\n(masked)"))
	}
	return goldenRequestID.ReplaceAll(answer, []byte("(masked)"))
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
	return masked(answer)
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

const (
	goldenMessages = `"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Where is \"Łódź\"? 🙂"}]`
	goldenParams   = `"parameters":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":9}},"required":["city","days"],"additionalProperties":false}`
	goldenTool     = `{"type":"function","function":{"name":"weather",` + goldenParams + `}}`
	goldenTools    = `"tools":[` + goldenTool + `,{"type":"custom","custom":{"name":"shell"}},{"type":"function","function":{"name":"time"}}]`
	goldenSchema   = `{"type":"object","properties":{"name":{"type":"string"},"tags":{"type":"array","items":{"enum":["a","b"]}}},"required":["name","tags"],"additionalProperties":false}`
	goldenFlat     = `"tools":[{"type":"function","name":"weather",` + goldenParams + `},{"type":"custom","name":"shell"},{"type":"web_search"}]`
)

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
