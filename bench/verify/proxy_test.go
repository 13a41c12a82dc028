package verify_test

import (
	"bytes"
	"cmp"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"mock-openai/bench/verify"
)

// answer is an answer that a proxy got from its target.
type answer struct {
	*wire
	status      int
	contentType string
	events      []string // each with the blank line after it; the whole body if it is not a stream
	abort       bool     // the connection breaks after the events
	merge       bool     // all events are sent at once
}

// corruption corrupts an answer. It reports false if the answer cannot be corrupted this way.
// other is an answer to another request.
type corruption func(a, other *answer) bool

// proxy passes requests on, and corrupts one in every answers.
type proxy struct {
	target  string
	wire    wire
	every   int64
	corrupt corruption
	client  *http.Client

	seen      atomic.Int64
	corrupted atomic.Int64
	due       atomic.Int64 // number of answers still to be corrupted

	mu    sync.Mutex
	other *answer // answer to an earlier request
}

// newProxy starts a proxy in front of target that ends with the test.
func newProxy(t testing.TB, target string, api *verify.API, every int64, c corruption) (*proxy, string) {
	t.Helper()
	p := &proxy{target: target, wire: wires[api], every: every, corrupt: c, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: p}
	go s.Serve(ln)
	t.Cleanup(func() {
		s.Close()
		p.client.CloseIdleConnections()
	})
	return p, "http://" + ln.Addr().String()
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The body is read first: net/http's server closes it once the answer begins, and its
	// client, if it had not quite sent the body, would break off.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	response, err := p.client.Post(p.target+r.URL.RequestURI(), "application/json", bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	w.Header().Set("X-Request-Id", cmp.Or(response.Header.Get("X-Request-Id"), response.Header.Get("Request-Id"), response.Header.Get("X-Debug-Trace-Id"), response.Header.Get("X-Amzn-Requestid")))
	if p.corrupt == nil {
		pass(w, response)
		return
	}
	n := p.seen.Add(1)
	if n%p.every == 0 {
		p.due.Add(1)
	}
	if n%p.every != p.every/2 && p.due.Load() == 0 { // neither kept nor corrupted
		pass(w, response)
		return
	}
	a := p.hold(response)
	p.harm(n, a)
	a.write(w)
}

// harm corrupts answer n if it is due, or keeps it as the source of foreign text.
func (p *proxy) harm(n int64, a *answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case n%p.every == p.every/2:
		p.other = &answer{wire: a.wire, status: a.status, contentType: a.contentType, events: slices.Clone(a.events)}
	case p.due.Load() > 0 && p.other != nil && p.corrupt(a, p.other):
		p.due.Add(-1)
		p.corrupted.Add(1)
	}
}

// pass forwards the answer as it comes.
func pass(w http.ResponseWriter, response *http.Response) {
	w.Header().Set("Content-Type", response.Header.Get("Content-Type"))
	w.WriteHeader(response.StatusCode)
	flusher, buffer := w.(http.Flusher), make([]byte, 16<<10)
	for {
		n, err := response.Body.Read(buffer)
		if n > 0 {
			w.Write(buffer[:n])
			flusher.Flush()
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// hold reads the whole answer.
func (p *proxy) hold(response *http.Response) *answer {
	body, err := io.ReadAll(response.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	a := &answer{wire: &p.wire, status: response.StatusCode, contentType: response.Header.Get("Content-Type"), events: []string{string(body)}}
	if a.binary && !a.isWhole() {
		body = textOf(body)
		a.events = nil
	}
	if a.events == nil || strings.HasPrefix(a.contentType, "text/event-stream") || strings.HasPrefix(a.contentType, "application/x-ndjson") {
		a.events = strings.SplitAfter(string(body), a.end())
		a.events = a.events[:len(a.events)-1]
	}
	return a
}

// write sends the events one by one.
func (a *answer) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", a.contentType)
	w.WriteHeader(a.status)
	if a.merge {
		a.events = []string{strings.Join(a.events, "")}
	}
	for _, event := range a.events {
		if a.binary && strings.HasPrefix(a.contentType, "application/vnd") {
			event = messageOf(event, a.wrapped)
		}
		io.WriteString(w, event)
		w.(http.Flusher).Flush()
	}
	if a.abort {
		panic(http.ErrAbortHandler)
	}
}

// isWhole reports whether a is not a stream.
func (a *answer) isWhole() bool { return strings.HasPrefix(a.contentType, "application/json") }

// texts returns the indices in a.events of the events that have text and nothing else that
// matters.
func (a *answer) texts() (all []int) {
	for i, event := range a.events {
		if _, text, _ := a.cut(event); text != "" && (a.isWhole() || strings.HasPrefix(event, a.spoken) && (a.typed || !strings.Contains(event, a.finish))) {
			all = append(all, i)
		}
	}
	return all
}

// index returns the index of the first event that has what, or -1.
func (a *answer) index(what string) int {
	for i, event := range a.events {
		if strings.Contains(event, what) {
			return i
		}
	}
	return -1
}

func (a *answer) remove(i int) bool {
	if i < 0 {
		return false
	}
	a.events = slices.Delete(a.events, i, i+1)
	return true
}

func (a *answer) insert(i int, event string) bool {
	if i < 0 {
		return false
	}
	a.events = slices.Insert(a.events, i, event)
	return true
}

func (a *answer) swap(i, j int) bool {
	if i < 0 || j < 0 || j >= len(a.events) {
		return false
	}
	a.events[i], a.events[j] = a.events[j], a.events[i]
	return true
}

// replace replaces old, once, wherever it is.
func (a *answer) replace(old, new string) bool {
	i := a.index(old)
	if i < 0 {
		return false
	}
	a.events[i] = strings.Replace(a.events[i], old, new, 1)
	return true
}

// replaceLast replaces old, once, in the last event that has it.
func (a *answer) replaceLast(old, new string) bool {
	for i := len(a.events) - 1; i >= 0; i-- {
		if strings.Contains(a.events[i], old) {
			a.events[i] = strings.Replace(a.events[i], old, new, 1)
			return true
		}
	}
	return false
}

// TestProxy_Texts checks that cut finds the text of an event.
func TestProxy_Texts(t *testing.T) {
	before, text, after := (&chatWire).cut(`data: {"delta":{"content":"a\"b\\"},"x":1}` + "\n\n")
	if text != `a\"b\\` || before+text+after != `data: {"delta":{"content":"a\"b\\"},"x":1}`+"\n\n" || !bytes.HasSuffix([]byte(before), []byte(`:"`)) {
		t.Errorf("%q, %q, %q", before, text, after)
	}
}
