package mocktest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mock-openai/fast/journal"
)

// Request is a request that the server has answered, or has begun to answer with a
// stream. Keys in its headers and its path are masked, and of its body the first 64
// KiB are kept.
type Request struct{ journal.Entry }

// Header is the value of a header, empty if there is none. Its name may be written in
// any case.
func (r Request) Header(name string) string {
	for key, value := range r.Headers {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// Model is the model that answers, without settings in its name. It is empty for a request
// to no model.
func (r Request) Model() string {
	return r.Entry.Model
}

// Decode reads the body, which is JSON, into v.
func (r Request) Decode(v any) error { return json.Unmarshal(r.Body, v) }

// String is a line about the request.
func (r Request) String() string {
	const most = 200
	body := string(r.Body[:min(len(r.Body), most)])
	if len(r.Body) > most {
		body += "…"
	}
	return fmt.Sprintf("%s %s answered with %d: %s", r.Method, r.Path, r.Status, body)
}

// Requests are those requests of a server that pass all filters. Of all requests the
// last 1,000 are kept, or 16 MiB of their bodies.
type Requests struct {
	mock    *Mock
	filters []filter
}

// filter is one condition.
type filter struct {
	name  string
	match func(Request) bool
}

// Requests are all requests until now.
func (m *Mock) Requests() Requests { return Requests{mock: m} }

// Path leaves those to a path, such as /v1/chat/completions, whatever their query.
func (q Requests) Path(path string) Requests {
	return q.Where("path "+path, func(r Request) bool {
		got, _, _ := strings.Cut(r.Path, "?")
		return got == path
	})
}

// Model leaves those that ask for a model.
func (q Requests) Model(name string) Requests {
	return q.Where("model "+name, func(r Request) bool { return r.Model() == name })
}

// Header leaves those that have a header with that value.
func (q Requests) Header(name, value string) Requests {
	return q.Where("header "+name+": "+value, func(r Request) bool { return r.Header(name) == value })
}

// Body leaves those whose body contains a text.
func (q Requests) Body(text string) Requests {
	return q.Where(fmt.Sprintf("%q in the body", text), func(r Request) bool { return strings.Contains(string(r.Body), text) })
}

// Status leaves those that were answered with a status.
func (q Requests) Status(code int) Requests {
	return q.Where(fmt.Sprintf("status %d", code), func(r Request) bool { return r.Status == code })
}

// Where leaves those that match, which is told as name where they do not come.
func (q Requests) Where(name string, match func(Request) bool) Requests {
	q.filters = append(q.filters[:len(q.filters):len(q.filters)], filter{name, match})
	return q
}

// All returns the requests, the oldest first.
func (q Requests) All() []Request {
	var all []Request
	for _, e := range q.mock.Server.Journal().Last() {
		if r := (Request{e}); q.pass(r) {
			all = append(all, r)
		}
	}
	return all
}

func (q Requests) pass(r Request) bool {
	for _, f := range q.filters {
		if !f.match(r) {
			return false
		}
	}
	return true
}

// Len is how many there are.
func (q Requests) Len() int { return len(q.All()) }

// Await waits until there are n of them or more and returns them all. After 10
// seconds, or shortly before the test's deadline, it fails the test and tells what
// came instead. It must be called by the test's own goroutine.
func (q Requests) Await(n int) []Request {
	t := q.mock.t
	t.Helper()
	end := awaitEnd(t)
	for {
		all := q.All()
		if len(all) >= n {
			return all
		}
		if !time.Now().Before(end) {
			t.Fatal(q.missing(n, len(all)))
		}
		time.Sleep(time.Millisecond)
	}
}

const (
	awaitTimeout = 10 * time.Second
	awaitReserve = time.Second // before the test's deadline
)

// awaitEnd is until when a test waits. Benchmarks have no deadline.
func awaitEnd(t any) time.Time {
	end := time.Now().Add(awaitTimeout)
	if t, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, set := t.Deadline(); set && deadline.Add(-awaitReserve).Before(end) {
			return deadline.Add(-awaitReserve)
		}
	}
	return end
}

// missing tells that only got of n requests came.
func (q Requests) missing(n, got int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "mocktest: %d of %d requests came", got, n)
	for i, f := range q.filters {
		b.WriteString([]string{" with ", " and "}[min(i, 1)] + f.name)
	}
	all := Requests{mock: q.mock}.All()
	fmt.Fprintf(&b, "; %d came in all", len(all))
	const most = 10
	for _, r := range all[max(0, len(all)-most):] {
		b.WriteString("\n\t" + r.String())
	}
	return b.String()
}
