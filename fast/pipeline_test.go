package fast_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/internal/hangup"
)

// dialAs connects to url, with TLS if its scheme says so.
func dialAs(t testing.TB, url string) net.Conn {
	t.Helper()
	scheme, address, _ := strings.Cut(url, "://")
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if scheme == "https1" {
		config := clientTLS.Clone()
		config.ServerName = "example.com"
		return tls.Client(c, config)
	}
	return c
}

// echoRequest returns a request whose answer repeats its text.
func echoRequest(path, header, said string, stream bool) string {
	member := "messages"
	content := fmt.Sprintf(`[{"role":"user","content":%q}]`, said)
	switch {
	case strings.HasSuffix(path, "/responses"):
		member = "input"
	case strings.HasSuffix(path, "/chat/completions"):
	default:
		member, content = "prompt", fmt.Sprintf("%q", said)
	}
	body := fmt.Sprintf(`{"stream":%v,%q:%s}`, stream, member, content)
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\n\r\n%s", path, header, len(body), body)
}

// shortened holds short durations for faults that would take long otherwise.
var shortened = map[fault.Kind]string{
	fault.Stall:         "stall:for=5ms",
	fault.SlowHeaders:   "slow-headers:for=5ms",
	fault.SplitSegments: "split-segments:for=0",
	fault.HugeEvent:     "huge-event:size=100",
}

// everyFault yields each kind of fault, as a setting.
func everyFault(yield func(fault.Kind, string) bool) {
	for kind := range new(fault.Counts).All() {
		spec, ok := shortened[kind]
		if !ok {
			spec = kind.String()
		}
		if !yield(kind, spec) {
			return
		}
	}
}

// TestPipeline_Faults pipelines requests of which one in the middle has a fault. The answers
// before it must be complete and in order, and no answer may take the place of another.
func TestPipeline_Faults(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{"http", "https1"} {
		for _, delay := range paces {
			t.Run(fmt.Sprint(wire, "/", delay), func(t *testing.T) { testPipelineFaults(t, delay) })
		}
	}
}

func testPipelineFaults(t *testing.T, delay time.Duration) {
	if runtime.GOOS != "linux" {
		t.Skip("a reset may overtake answers on this system")
	}
	s, url := start(t, fast.Config{Answers: fast.Answers{Echo: true}, Timing: fast.Timing{ResponseDelay: delay}})
	f := func(kind fault.Kind, spec, path string, stream, streamBefore bool) {
		t.Helper()
		count := s.FaultCounts().Of(kind)
		c := dialAs(t, url)
		defer c.Close()
		if _, err := io.WriteString(c, pipelineWith(spec, path, stream, streamBefore)); err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(c)
		for i := range questions {
			body, err := nextAnswer(r)
			if i < faultAt && err != nil {
				t.Fatalf("%s %s: answer %d: %v in %q", spec, path, i, err, body)
			}
			if answered := questionsIn(body); len(answered) > 1 || len(answered) == 1 && answered[0] != i || len(answered) == 0 && i < faultAt {
				t.Fatalf("%s %s: as answer %d came %q", spec, path, i, body)
			}
			if err != nil {
				break
			}
		}
		if kind == fault.NoDone && !stream || kind == fault.ErrorEvent && !stream {
			return // they need a stream
		}
		if s.FaultCounts().Of(kind) != count+1 {
			t.Errorf("%s %s: did not happen", spec, path)
		}
	}
	for kind, spec := range everyFault {
		for _, path := range streamPaths {
			f(kind, spec, path, true, false)
			f(kind, spec, path, false, true)
		}
	}
}

// faultAt is the index of the request with a fault among the pipelined questions.
const faultAt, questions = 3, 6

// pipelineWith returns numbered questions, one of which asks for a fault.
func pipelineWith(spec, path string, stream, streamOthers bool) string {
	var all strings.Builder
	for i := range questions {
		question := fmt.Sprintf("This is question number %d of them all.", i)
		if i == faultAt {
			all.WriteString(echoRequest(path, "X-Mock-Fault: "+spec+"\r\n", question, stream))
		} else {
			all.WriteString(echoRequest(chatPath, "", question, streamOthers))
		}
	}
	return all.String()
}

// questionsIn returns the numbers of the questions that an answer repeats.
func questionsIn(body string) (numbers []int) {
	text := strings.ReplaceAll(deltas(body), `\`, "")
	for i := range questions {
		if strings.Contains(text, fmt.Sprint("number ", i)) {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// nextAnswer reads an answer up to where it breaks off.
func nextAnswer(r *bufio.Reader) (string, error) {
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

// deltas returns the text of a body, with the events joined.
func deltas(body string) string {
	var all strings.Builder
	for _, key := range []string{`"content":"`, `"text":"`, `"delta":"`} {
		for rest := body; ; {
			_, after, ok := strings.Cut(rest, key)
			if !ok {
				break
			}
			value, _, _ := strings.Cut(after, `"`)
			all.WriteString(value)
			rest = after
		}
	}
	return all.String()
}

// TestPipeline_ResetBehindMuch checks that answers longer than the buffers of a connection
// reach the client before the reset of the next answer does.
func TestPipeline_ResetBehindMuch(t *testing.T) {
	for _, wire := range []string{"http", "https1"} {
		t.Run(wire, func(t *testing.T) {
			url := serve(t, fast.Config{Answers: fast.Answers{Echo: true}})
			const before = 8
			said := strings.Repeat("long ", 200_000)
			c := dialAs(t, url)
			go func() {
				for range before {
					io.WriteString(c, echoRequest(chatPath, "", said, false))
				}
				io.WriteString(c, echoRequest(chatPath, "X-Mock-Fault: reset\r\n", said, false))
			}()
			r := bufio.NewReader(c)
			for i := range before {
				if body, err := nextAnswer(r); err != nil || !strings.Contains(body, said) {
					t.Fatalf("answer %d: %v after %d bytes", i, err, len(body))
				}
			}
			if body, err := nextAnswer(r); err == nil {
				t.Errorf("no reset but %.100q", body)
			}
		})
	}
}

// TestPipeline_FaultBehindReset checks that a server releases an answer with a fault if the
// client has left before it could receive the answer before.
func TestPipeline_FaultBehindReset(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	s, url := start(t, fast.Config{Answers: fast.Answers{Echo: true}, Limits: fast.Limits{MaxConcurrency: 1, MaxQueue: 9}})
	for range 20 {
		c := dialAs(t, url).(*net.TCPConn)
		io.WriteString(c, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"+
			echoRequest(chatPath, "X-Mock-Fault: one-segment\r\nX-Mock-Ttft: 1h\r\n", "two", false))
		for answering := 0; answering != 1; answering, _ = s.InFlight() {
			time.Sleep(time.Millisecond)
		}
		c.SetLinger(0)
		c.Close()
		for answering := 1; answering != 0; answering, _ = s.InFlight() {
			time.Sleep(time.Millisecond)
		}
	}
}

// TestFault_LongRequest checks that answers with faults echo long requests correctly,
// although the memory of the requests is reused for others meanwhile.
func TestFault_LongRequest(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Echo: true}})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			said := strings.Repeat(string(rune('a'+i)), 100_000)
			for _, spec := range []string{"stall:for=1ms", "slow-headers:for=1ms", "one-segment", "stall:after=2,for=1ms"} {
				for _, stream := range []bool{false, true} {
					c := dialAs(t, url)
					io.WriteString(c, echoRequest(chatPath, "X-Mock-Fault: "+spec+"\r\n", said, stream))
					body, err := nextAnswer(bufio.NewReader(c))
					if text := deltas(body); err != nil || text != said {
						t.Errorf("%s: %v after %d bytes %.60q", spec, err, len(text), text)
					}
					c.Close()
				}
			}
		})
	}
	wg.Wait()
}
