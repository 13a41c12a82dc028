// Package rendertest measures what dialects render beside what structs and encoding/json
// need for the same. It is for tests alone.
package rendertest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// Rendering is one thing that is rendered.
type Rendering struct {
	Name     string
	Render   func(dst []byte) []byte
	Document any // a struct of the same members, for the yardstick
}

// Allocates says that rendering an error may allocate.
const Allocates = "error"

// Check checks that yardsticks render the same as the dialects, and that nothing allocates.
func Check(t *testing.T, all []Rendering) {
	for _, r := range all {
		dst := r.Render(nil)
		encodeAs(t, r.Document, dst)
		if n := testing.AllocsPerRun(100, func() { dst = r.Render(dst[:0]) }); n != 0 && r.Name != Allocates {
			t.Errorf("%s allocates %v times", r.Name, n)
		}
	}
}

// Benchmark measures all, without reading a request or drawing a text. The yardstick
// says the same with structs and encoding/json, into a buffer that is kept;
// x-encoding-json is the time divided by its time.
func Benchmark(b *testing.B, all []Rendering) {
	for _, r := range all {
		b.Run(r.Name, func(b *testing.B) {
			dst := r.Render(nil)
			encode := encodeAs(b, r.Document, dst)
			var buffer bytes.Buffer
			b.SetBytes(int64(len(dst)))
			Compare(b, "x-encoding-json", func() { encode(&buffer) }, func() { dst = r.Render(dst[:0]) })
		})
	}
}

// Compare calls yardstick and ours b.N times; time and allocations are those of
// ours, and unit is its time over that of yardstick.
func Compare(b *testing.B, unit string, yardstick, ours func()) {
	start := time.Now()
	for range b.N {
		yardstick()
	}
	base := time.Since(start)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		ours()
	}
	b.ReportMetric(float64(b.Elapsed())/float64(base), unit)
}

// Generator returns a generator of answers of up to that many tokens.
func Generator(t testing.TB, tokens int) *engine.Generator {
	p, err := pool.New(pool.Config{MaxTokens: tokens, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	g := engine.New(p)
	g.Model = []byte("m")
	return g
}

// Session returns the session of a request to a model with profile p. The answer is
// generated, but not rendered.
func Session(t testing.TB, g *engine.Generator, codec dialect.Codec, body string, p profile.Profile) *dialect.Session {
	t.Helper()
	return SessionAt(t, g, codec, "", body, p)
}

// SessionAt is Session for a codec that reads the URI of the request, too.
func SessionAt(t testing.TB, g *engine.Generator, codec dialect.Codec, uri, body string, p profile.Profile) *dialect.Session {
	t.Helper()
	c := new(dialect.Session)
	c.Init()
	c.Seed(1, 2)
	c.ID, c.Created, c.Body = render.ID{3, 4}, 1_700_000_000, []byte(body)
	if reader, reads := codec.(dialect.URIReader); reads {
		var at fasthttp.URI
		if err := at.Parse(nil, []byte(uri)); err != nil {
			t.Fatal(err)
		}
		if err := reader.ReadURI(c, &at); err != nil {
			t.Fatal(err)
		}
	}
	if err := codec.Decode(c); err != nil {
		t.Fatal(err)
	}
	g.ResolveModel(&c.Turn)
	c.Profile = behavior.Compile(p, nil)
	if err := codec.Generate(c); err != nil {
		t.Fatal(err)
	}
	return c
}

// eventKind distinguishes the events of a stream.
var eventKind = regexp.MustCompile(`"type":"response\.([a-z_.]+)"|"type":"((?:message|content_block)_[a-z]+|[a-z-]+-(?:start|delta|end))"|"(role)":|"delta":\{"(content)"|"finish_(reason)":"|"(usage)":\{`)

// Events goes through a stream, and returns every kind of event where it first comes.
// save returns what brings the stream back to where it is.
func Events(of string, document func() any, next func([]byte) ([]byte, bool), save func() (restore func())) (all []Rendering) {
	seen := map[string]bool{}
	for {
		restore := save()
		event, more := next(nil)
		if !more || bytes.Contains(event, []byte("[DONE]")) {
			return all
		}
		kind := ""
		if found := eventKind.FindSubmatch(event); found != nil {
			kind = string(bytes.Join(found[1:], nil))
		}
		if !seen[kind] {
			seen[kind] = true
			all = append(all, Rendering{of + "/" + kind, func(dst []byte) []byte {
				restore()
				dst, _ = next(dst)
				return dst
			}, document()})
		}
	}
}

// encodeAs returns a function that encodes what rendered says with
// encoding/json, from structs like document. What comes before and after
// the JSON is copied.
func encodeAs(t testing.TB, document any, rendered []byte) (encode func(*bytes.Buffer)) {
	t.Helper()
	from, to := bytes.IndexByte(rendered, '{'), bytes.LastIndexByte(rendered, '}')+1
	decoder := json.NewDecoder(bytes.NewReader(rendered[from:to]))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(document); err != nil {
		t.Fatalf("%v in %s", err, rendered)
	}
	front, back := bytes.Clone(rendered[:from]), bytes.Clone(rendered[to:])
	encode = func(b *bytes.Buffer) {
		b.Reset()
		b.Write(front)
		encoded, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(encoded)
		b.Write(back)
	}
	var b bytes.Buffer
	encode(&b)
	wantSameJSON(t, b.Bytes()[from:b.Len()-len(back)], rendered[from:to])
	return encode
}

func wantSameJSON(t testing.TB, got, want []byte) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want, &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("the yardstick says\n%s\nbut it is\n%s", got, want)
	}
}
