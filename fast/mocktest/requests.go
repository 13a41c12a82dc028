package mocktest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mock-openai/fast/journal"
)

// Request is a request that the server has answered, or whose answer it streams. Keys in its
// headers and its path are masked. Only the first 64 KiB of its body are kept.
type Request struct{ journal.Entry }

// Header returns the value of a header, or "". The case of name does not matter.
func (r Request) Header(name string) string {
	for key, value := range r.Headers {
		if strings.EqualFold(key, name) {
			return value
		}
	}
	return ""
}

// Model returns the model that answered, without settings in its name. It is "" if the
// request has no model.
func (r Request) Model() string {
	return r.Entry.Model
}

// Decode decodes the body, which is JSON, into v.
func (r Request) Decode(v any) error { return json.Unmarshal(r.Body, v) }

// String describes the request in one line.
func (r Request) String() string {
	const most = 200
	body := string(r.Body[:min(len(r.Body), most)])
	if len(r.Body) > most {
		body += "…"
	}
	return fmt.Sprintf("%s %s answered with %d: %s", r.Method, r.Path, r.Status, body)
}

// Requests are the requests of a server that pass all filters. The server keeps the last
// 1,000 requests, or fewer if their bodies exceed 16 MiB.
type Requests struct {
	mock    *Mock
	filters []filter
}

// filter is one condition.
type filter struct {
	name  string
	match func(Request) bool
}

// Requests returns the requests to m. All and Len look at those so far, Await also at those
// to come.
func (m *Mock) Requests() Requests { return Requests{mock: m} }

// Path keeps the requests to a path such as /v1/chat/completions, whatever their query.
func (q Requests) Path(path string) Requests {
	return q.Where("path "+path, func(r Request) bool {
		got, _, _ := strings.Cut(r.Path, "?")
		return got == path
	})
}

// Model keeps the requests to a model.
func (q Requests) Model(name string) Requests {
	return q.Where("model "+name, func(r Request) bool { return r.Model() == name })
}

// Header keeps the requests with that value of a header.
func (q Requests) Header(name, value string) Requests {
	return q.Where("header "+name+": "+value, func(r Request) bool { return r.Header(name) == value })
}

// Body keeps the requests whose body contains text.
func (q Requests) Body(text string) Requests {
	return q.Where(fmt.Sprintf("%q in the body", text), func(r Request) bool { return strings.Contains(string(r.Body), text) })
}

// Status keeps the requests that were answered with that status.
func (q Requests) Status(code int) Requests {
	return q.Where(fmt.Sprintf("status %d", code), func(r Request) bool { return r.Status == code })
}

// Where keeps the requests that match. If Await fails, its message contains name.
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

// Len returns the number of requests.
func (q Requests) Len() int { return len(q.All()) }

// Await waits until there are at least n requests and returns them all. After 10 seconds, or
// shortly before the test's deadline, it fails the test and lists the requests that came
// instead. Only the test's own goroutine may call it.
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

// awaitEnd returns the time until which Await waits. Benchmarks have no deadline.
func awaitEnd(t any) time.Time {
	end := time.Now().Add(awaitTimeout)
	if t, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, set := t.Deadline(); set && deadline.Add(-awaitReserve).Before(end) {
			return deadline.Add(-awaitReserve)
		}
	}
	return end
}

// missing returns the failure message for only got requests of n.
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
