package fast_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/hangup"
	"mock-openai/pool"
)

// bedrockStreams are the paths whose streams are binary, and a request to each.
var bedrockStreams = map[string]string{converseStream: converseRequest, invokeStream: invokeRequest}

// textOf returns the event of a message, of either path.
func textOf(t testing.TB, m bedrockMessage) (event []byte) {
	t.Helper()
	if m.kind != "chunk" {
		return m.payload
	}
	var chunk struct{ Bytes []byte }
	if err := json.Unmarshal(m.payload, &chunk); err != nil {
		t.Fatalf("%s: %v", m.payload, err)
	}
	return chunk.Bytes
}

// TestBedrock_EventFaults checks that a fault inside of a stream leaves its messages intact,
// and breaks what they hold.
func TestBedrock_EventFaults(t *testing.T) {
	t.Parallel()
	for _, delay := range paces {
		f := func(spec string, check func(all []bedrockMessage, last []byte) bool) {
			t.Helper()
			_, url := troubled(t, spec, delay)
			for path, body := range bedrockStreams {
				_, stream := post(t, url+path, body)
				all := wantMessages(t, stream)
				if last := textOf(t, all[len(all)-1]); !check(all, last) {
					t.Errorf("%s: %s: %d messages, last %s", path, spec, len(all), last)
				}
			}
		}
		broken := func(all []bedrockMessage) (n int) {
			for _, m := range all {
				if !json.Valid(textOf(t, m)) {
					n++
				}
			}
			return n
		}
		isLast := func(last []byte) bool {
			return bytes.Contains(last, []byte("latencyMs")) || bytes.Contains(last, []byte("message_stop"))
		}
		for status, kind := range map[string]string{"400": "validationException", "424": "modelStreamErrorException", "429": "throttlingException", "500": "internalServerException", "503": "serviceUnavailableException", "418": "validationException"} {
			f("error-event:after=3,status="+status, func(all []bedrockMessage, last []byte) bool {
				e := all[len(all)-1]
				return len(all) == 4 && e.failed && e.kind == kind && bytes.HasPrefix(last, []byte(`{"message":"`)) && broken(all) == 0
			})
		}
		f("malformed-json:after=2", func(all []bedrockMessage, last []byte) bool { return isLast(last) && broken(all) == 1 })
		f("huge-event:after=2,size=70000", func(all []bedrockMessage, last []byte) bool {
			return isLast(last) && broken(all) == 0 && len(textOf(t, all[2])) > 70000
		})
		f("no-done", func(all []bedrockMessage, last []byte) bool { return !isLast(last) && broken(all) == 0 })
		f("empty-choices", func(all []bedrockMessage, last []byte) bool { return isLast(last) && len(all) == 3 })
		f("split-segments:for=0s", func(all []bedrockMessage, last []byte) bool { return isLast(last) && broken(all) == 0 })
	}
	_, url := troubled(t, "empty-choices", 0)
	var a converseAnswer
	if postJSON(t, url+conversePath, converseRequest, &a); len(a.Output.Message.Content) != 0 || a.StopReason == "" {
		t.Errorf("an answer without content is %s", dump(a))
	}
}

// TestBedrock_Cut checks that a stream that is cut off ends between two messages.
func TestBedrock_Cut(t *testing.T) {
	_, url := troubled(t, "reset-midstream:after=3", 0)
	for path, body := range bedrockStreams {
		answer, _ := everything(t, url, path, body)
		res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(answer)), nil)
		if err != nil {
			t.Fatal(err)
		}
		stream, err := io.ReadAll(res.Body)
		if all := wantMessages(t, stream); err == nil || len(all) != 3 {
			t.Errorf("%s: %d messages, %v", path, len(all), err)
		}
	}
}

// TestBedrock_Connections checks that streams are the same over HTTP/1.0 and HTTP/2, paced
// or not, and that deterministic servers repeat them.
func TestBedrock_Connections(t *testing.T) {
	f := func(c fast.Config, path, body string) []byte {
		t.Helper()
		c.Answers.Deterministic = true
		url := serve(t, c)
		_, first := post(t, url+path, body)
		_, again := post(t, url+path, body)
		conn := dial(t, url)
		io.WriteString(conn, strings.Replace(rawRequest(path, body), "HTTP/1.1", "HTTP/1.0", 1))
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if old := readAll(t, res.Body); !bytes.Equal(first, again) || old != string(first) || len(wantMessages(t, first)) < 5 {
			t.Errorf("%s: %q, %q and %q", path, first, again, old)
		}
		return first
	}
	for path, body := range bedrockStreams {
		text := fast.Answers{Tokens: pool.Sampler{Mean: 90}, StreamTokensMin: 1, StreamTokensMax: 9}
		plain := f(fast.Config{Answers: text}, path, body)
		paced := f(fast.Config{Answers: text, Timing: fast.Timing{ResponseDelay: time.Microsecond}}, path, body)
		var multiplexed []byte
		t.Run("h2c", func(t *testing.T) { multiplexed = f(fast.Config{Answers: text}, path, body) })
		if !bytes.Equal(plain, paced) || !bytes.Equal(plain, multiplexed) {
			t.Errorf("%s: streams are\n%q\n%q\n%q", path, plain, paced, multiplexed)
		}
	}
}

// TestStream_NoComments checks that a paced stream whose format has no comments gets none if
// the client sends no more: that client has left.
func TestStream_NoComments(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	s, url := start(t, fast.Config{Timing: fast.Timing{ResponseDelay: time.Hour}})
	left := uint64(0)
	for path, body := range map[string]string{converseStream: converseRequest, invokeStream: invokeRequest, "/api/chat": ollamaRequest, geminiArray: geminiRequest} {
		c := dial(t, url).(*net.TCPConn)
		io.WriteString(c, rawRequest(path, body))
		c.CloseWrite()
		if answer, _ := io.ReadAll(c); bytes.Contains(answer, []byte("still there")) {
			t.Errorf("%s: %q", path, answer)
		}
		for left++; s.HangUps() != left; {
			time.Sleep(time.Millisecond)
		}
	}
}
