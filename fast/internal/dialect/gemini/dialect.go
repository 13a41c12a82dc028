// Package gemini is Google's Gemini API, as generativelanguage.googleapis.com and
// Vertex AI serve it: contents made of parts, candidates, and streams of server-sent
// events or of the elements of one JSON array.
package gemini

import (
	"bytes"
	"net/url"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/ratelimit"
)

// Dialect is the dialect of generativelanguage.googleapis.com.
var Dialect = &dialect.Dialect{
	Name:        "gemini",
	Credential:  credential,
	Challenge:   `Bearer realm="https://accounts.google.com/"`,
	Headers:     headers,
	Limits:      ratelimit.Style{Refuse: refuseMore},
	Translate:   translate,
	Enclose:     enclose,
	Filtered:    blocked,
	AppendError: appendError,
	Claims:      func(h *fasthttp.RequestHeader) bool { return len(ownKey(h)) > 0 },
}

// Vertex is the dialect of Vertex AI.
var Vertex = &dialect.Dialect{
	Name:        "vertex",
	Credential:  credential,
	Challenge:   `Bearer realm="https://accounts.google.com/"`,
	Headers:     headers,
	Limits:      ratelimit.Style{Refuse: refuseMoreVertex},
	Translate:   translateVertex,
	Enclose:     enclose,
	Filtered:    blocked,
	AppendError: appendVertexError,
}

// headers are the headers of all answers. Google's have no id: this is the id in the journal.
var headers = header.Style{
	RequestID: "X-Request-Id: ",
	Lines:     []string{"Vary: Origin, X-Origin, Referer", "X-Content-Type-Options: nosniff"},
}

var (
	keyAPIKey    = []byte("X-Goog-Api-Key")
	sseAlt       = []byte("sse")
	streamMethod = []byte(":streamGenerateContent")
)

// credential returns the key in one of Google's own places, or else the bearer token.
func credential(h *fasthttp.RequestHeader) []byte {
	if key := ownKey(h); len(key) > 0 {
		return key
	}
	return header.Bearer(h)
}

// ownKey returns the key in Google's header or in the URI, or nil.
func ownKey(h *fasthttp.RequestHeader) []byte {
	if key := h.PeekCanonical(keyAPIKey); len(key) > 0 {
		return key
	}
	_, query, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	return parameter(query, "key")
}

// parameter returns the value of a parameter of a query, or nil. Some clients escape the $ of
// its name.
func parameter(query []byte, name string) []byte {
	for len(query) > 0 {
		one := query
		if end := bytes.IndexByte(query, '&'); end >= 0 {
			one, query = query[:end], query[end+1:]
		} else {
			query = nil
		}
		if at := bytes.IndexByte(one, '='); at >= 0 && string(unescaped(one[:at])) == name {
			return unescaped(one[at+1:])
		}
	}
	return nil
}

// unescaped returns a part of a URI without its escapes.
func unescaped(part []byte) []byte {
	if bytes.IndexByte(part, '%') < 0 {
		return part
	}
	plain, err := url.PathUnescape(string(part))
	if err != nil {
		return part
	}
	return []byte(plain)
}

// asksForEvents reports whether a URI asks for server-sent events.
func asksForEvents(uri *fasthttp.URI) bool {
	query := uri.QueryString()
	alt := parameter(query, "alt")
	if alt == nil {
		alt = parameter(query, "$alt")
	}
	return bytes.Equal(alt, sseAlt)
}

// enclose puts an error into the array that a stream would have been, and a refused
// prompt, which is no error, into an event.
func enclose(envelope []byte, uri *fasthttp.URI) []byte {
	switch {
	case !bytes.HasSuffix(uri.PathOriginal(), streamMethod):
		return envelope
	case !asksForEvents(uri):
		return inArray(envelope)
	case bytes.HasPrefix(envelope, []byte(feedback)):
		return append(append([]byte(eventStart), envelope...), eventEnd...)
	}
	return envelope
}

// inArray returns an array of that one element.
func inArray(envelope []byte) []byte {
	return append(append([]byte(first), envelope...), last...)
}
