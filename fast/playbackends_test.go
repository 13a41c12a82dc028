package fast

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/hangup"
	"mock-openai/fast/recording"
)

// TestReplay_Cut plays answers that ended early. Those that the provider cut are cut again,
// others are left out.
func TestReplay_Cut(t *testing.T) {
	t.Parallel()
	cut := func(by recording.Cut, pieces ...string) *recording.Exchange {
		x := recorded("{}", pieces...)
		x.Answer.Cut = by
		delete(x.Answer.Headers, "Content-Length")
		return x
	}
	for _, c := range []Config{{}, {Transport: Transport{StreamWriter: true}}, {Transport: Transport{H2C: true}}} {
		_, url := replaying(t, c, recording.Playback{}, cut(recording.CutClient, "a", "b"), cut(recording.CutUpstream, "data: 1\n\n", "dat"), cut(recording.CutRecorder))
		for range 2 {
			res, err := clientOf(t, c.Transport.H2C).Post(url+chatPathOf, "", strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil || string(body) != "data: 1\n\ndat" {
				t.Errorf("%+v: %q, %v", c.Transport, body, err)
			}
		}
	}
	if _, err := New(Config{Answers: Answers{Replay: &recording.Playback{Exchanges: []*recording.Exchange{cut(recording.CutClient)}}}}); err == nil {
		t.Error("a server without a whole answer starts")
	}
}

// TestReplay_FaultInParts gives faults to a stream that was recorded in parts of events. The
// first whole event has them.
func TestReplay_FaultInParts(t *testing.T) {
	t.Parallel()
	const body = `{"model":"a","stream":true,"messages":[{"role":"user","content":"b"}]}`
	pieces := []string{"data: {\"choices\":[1", "],\"a\":2}\n\ndata: {\"choi", "ces\":[3]}\n\n", "data: {\"choices\":[4]}\n\n", "data: {", "\"choices\":[5]}\n\n"}
	_, url := replaying(t, Config{}, recording.Playback{}, recorded(body, pieces...))
	f := func(spec, want string) {
		t.Helper()
		r, _ := http.NewRequest("POST", url+chatPathOf, strings.NewReader(body))
		r.Header.Set("X-Mock-Fault", spec)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if got, err := io.ReadAll(res.Body); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%q, want\n%q", spec, err, got, want)
		}
	}
	plain := strings.Join(pieces, "")
	f("malformed-json:after=1", strings.Replace(plain, `{"choices":[4]}`, `{"choice`, 1))
	f("malformed-json:after=4", strings.Replace(plain, `data: {"choices":[5]}`, `data: {data: {"choices":[`+"\n\n"+`"choices":[5]}`, 1))
	f("huge-event:after=1,size=1024", strings.Replace(plain, `{"choices":[4]}`, `{"choices":[4],"padding":"`+strings.Repeat("x", 1024)+`"}`, 1))
	f("empty-choices", strings.Replace(plain, `[4]`, `[]`, 1))
}

// TestReplay_Ends shuts down during a replay, which is then sent to its end. It also hangs up
// during one, which ends.
func TestReplay_Ends(t *testing.T) {
	t.Parallel()
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	for _, transport := range []Transport{{}, {StreamWriter: true}, {H2C: true}} {
		long := recorded(`{}`, "data: 1\n\n", "data: 2\n\n")
		long.Answer.Pieces[1].At = time.Hour
		x := recorded(`{"stream":true}`, strings.SplitAfter(strings.Repeat("data: 1\n\n", 20), "\n\n")[:20]...)
		s, url := replaying(t, Config{Transport: transport}, recording.Playback{Match: recording.MatchHash}, x, long)
		client := clientOf(t, transport.H2C)
		begin := func(body []byte) io.ReadCloser {
			t.Helper()
			res, err := client.Post(url+chatPathOf, "", bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(res.Body, make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			return res.Body
		}
		begin(long.Request.Body).Close()
		for s.HangUps() == 0 {
			time.Sleep(time.Millisecond)
		}
		answer := begin(x.Request.Body)
		ended := make(chan error, 1)
		go func() { ended <- s.Shutdown(context.Background()) }()
		if rest, err := io.ReadAll(answer); err != nil || string(rest) != string(x.Answer.Body[1:]) {
			t.Errorf("%+v: %q, %v", transport, rest, err)
		}
		answer.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// TestReplay_Faults injects every fault into replayed answers.
func TestReplay_Faults(t *testing.T) {
	t.Parallel()
	stream := recorded(`{"stream":true}`, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", "data: {\"choices\":[]}\n\n", "data: [DONE]\n\n")
	whole := recorded(`{}`, `{"choices":[{"message":{"content":"a"}}]}`)
	empty := recorded(`{"n":1}`)
	empty.Answer.Status = 204
	message := recorded(`{"messages":[]}`, "x", "y")
	message.Request.Path, message.Answer.Headers["Content-Type"] = "/model/m/converse-stream", "application/vnd.amazon.eventstream"
	s, url := replaying(t, Config{}, recording.Playback{}, stream, whole, empty, message)
	client := clientOf(t, false)
	for kind := range new(fault.Counts).All() {
		for _, x := range []*recording.Exchange{stream, whole, empty, message} {
			spec := fault.Default(kind)
			spec.For = min(spec.For, time.Millisecond)
			if kind == fault.Stall {
				spec.For = time.Millisecond
			}
			if err := s.FailNext(1, spec); err != nil {
				t.Fatal(err)
			}
			res, err := client.Post(url+x.Request.Path, "", bytes.NewReader(x.Request.Body))
			var body []byte
			if err == nil {
				body, err = io.ReadAll(res.Body)
				res.Body.Close()
			}
			same := err == nil && res.StatusCode == 200 && bytes.Equal(body, x.Answer.Body) && res.Header.Get("Content-Type") == x.Answer.Headers["Content-Type"]
			want := false
			switch kind {
			case fault.FilteredAnswer, fault.Stall, fault.SlowHeaders, fault.SplitSegments, fault.OneSegment:
				want = true
			case fault.ErrorEvent, fault.NoDone:
				want = x == whole
			}
			if (x == stream || x == whole) && same != want {
				t.Errorf("%v: status and body are as recorded: %v; got %q, %v", kind, same, body, err)
			}
		}
	}
	s.FailNext(0, fault.Spec{})
	if a := chat(chatPathOf, `{}`).ask(t, client, url, "k"); a.status != 200 || !bytes.Equal(a.answer, whole.Answer.Body) {
		t.Errorf("after the faults: status %d: %s", a.status, a.answer)
	}
}
