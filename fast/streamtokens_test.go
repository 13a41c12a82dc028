package fast

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// streamed returns r as a client asks for a stream; false means that r has none.
func (r row) streamed() (row, bool) {
	switch {
	case !r.makesText(), strings.HasSuffix(r.path, ":generateContent"), strings.HasSuffix(r.path, ":rawPredict"), strings.HasSuffix(r.path, "/invoke"), strings.HasSuffix(r.path, "/converse"):
		return r, false
	case !strings.Contains(r.path, "tream"):
		r.members = `"stream":true,` + r.members
	}
	return r, true
}

// TestOneTokenPerEvent wants events of one token, in every dialect, as soon as tokens take
// time, unless the tokens of an event are set.
func TestOneTokenPerEvent(t *testing.T) {
	answers := Answers{Deterministic: true, Models: []string{"gpt-4o"}, Tokens: pool.Sampler{Mean: 100}}
	handlerOf := func(c Config) (*Server, func(*row, ...string) string) {
		s, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Shutdown(context.Background()) })
		handler := s.Handler()
		return s, func(r *row, headers ...string) string {
			_, body := r.ask(handler, "gpt-4o", headers...)
			return comments.ReplaceAllString(string(body), "")
		}
	}
	s, plain := handlerOf(Config{Answers: answers})
	steady := Timing{Latency: latency.Model{ITL: latency.Spread{Mean: 1}}}
	_, paced := handlerOf(Config{Answers: answers, Timing: steady})
	wide := answers
	wide.StreamTokensMax = DefaultTokenMean
	_, pacedWide := handlerOf(Config{Answers: wide, Timing: steady})
	_, plainWide := handlerOf(Config{Answers: wide})
	for _, r := range rowsOf(t, s) {
		r, ok := r.streamed()
		if !ok {
			continue
		}
		single := plain(&r, "X-Mock-Stream-Tokens", "1")
		several := plain(&r)
		for what, same := range map[string]bool{
			"--itl":                             paced(&r) == single,
			"itl in the request":                plain(&r, "X-Mock-ITL", "1ns") == single,
			"no time":                           several != single,
			"ttft alone":                        plain(&r, "X-Mock-TTFT", "1ns") == several,
			"tokens set by the server":          pacedWide(&r) == plainWide(&r),
			"tokens set by the request":         paced(&r, "X-Mock-Stream-Tokens", "7") == plain(&r, "X-Mock-Stream-Tokens", "7"),
			"no time, by the request":           paced(&r, "X-Mock-ITL", "0s") == several,
			"a profile that says nothing of it": plain(&r, "X-Mock-Profile", "small", "X-Mock-TTFT", "0s", "X-Mock-ITL", "1ns", "X-Mock-Prefill-Per-Token", "0s", "X-Mock-Jitter", "0s") == single,
		} {
			if !same {
				t.Errorf("%s: %s: other events than expected", r.path, what)
			}
		}
	}
}

// TestFirstTokenAtTTFT reads the streams of every dialect when the second token takes a year.
// The first content must come all the same, after the time to the first token.
func TestFirstTokenAtTTFT(t *testing.T) {
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	const ttft = 20 * time.Millisecond
	s, err := New(Config{
		Answers: Answers{Models: []string{"gpt-4o"}, Echo: true},
		Timing:  Timing{Latency: latency.Model{TTFT: latency.Spread{Mean: ttft}, ITL: latency.Spread{Mean: 24 * time.Hour}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	t.Cleanup(func() { s.Shutdown(context.Background()) })
	for _, r := range rowsOf(t, s) {
		r, ok := r.streamed()
		if !ok {
			continue
		}
		began := time.Now()
		text, err := readUntil("hi t", "http://"+l.Addr().String()+strings.Replace(r.path, "{model}", "gpt-4o", 1), r.body("gpt-4o"))
		if err != nil {
			t.Errorf("%s: %v after %s", r.path, err, text)
			continue
		}
		if took := time.Since(began); took < ttft {
			t.Errorf("%s: the first token came after %v", r.path, took)
		}
		if strings.Contains(text, "here") {
			t.Errorf("%s: the second token came: %s", r.path, text)
		}
	}
}

var comments = regexp.MustCompile(`(?m)^:.*\n\n`) // as many as time has it

var encoded = regexp.MustCompile(`"bytes":"([^"]+)"`)

// readUntil asks url and returns what comes up to want. Messages in base64 are decoded.
func readUntil(want, url, body string) (text string, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Anthropic-Version", "2023-06-01")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var all []byte
	for piece := make([]byte, 4096); err == nil; {
		var n int
		n, err = res.Body.Read(piece)
		all = append(all, piece[:n]...)
		decoded := encoded.ReplaceAllFunc(all, func(match []byte) []byte {
			plain, _ := base64.StdEncoding.DecodeString(string(encoded.FindSubmatch(match)[1]))
			return plain
		})
		if bytes.Contains(decoded, []byte(want)) {
			return string(decoded), nil
		}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return string(all), err
}
