// Package anthropic is the Messages API of Anthropic: its content blocks, its typed
// events, its errors and its models.
package anthropic

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/ratelimit"
)

// Path and PathOfZAI are the paths below which other providers serve Anthropic's API.
const (
	Path      = "/anthropic"
	PathOfZAI = "/api/anthropic"
)

// Dialect is what Anthropic's endpoints share.
var Dialect = &dialect.Dialect{
	Name:       "anthropic",
	Credential: credential,
	Challenge:  `Bearer realm="Anthropic API"`,
	Headers:    header.Style{RequestID: "Request-Id: " + header.RequestIDPrefix},
	Limits: ratelimit.Style{
		Requests: ratelimit.NewDatedHeaders(quotaTrio("Requests")),
		// Tokens have one limit here, which holds for either kind.
		Tokens: ratelimit.NewDatedHeaders(quotaTrio("Tokens"), quotaTrio("Input-Tokens"), quotaTrio("Output-Tokens")),
		Refuse: refuseMore,
	},
	Filtered:    &apierr.Error{Status: fasthttp.StatusBadRequest, Message: "Output blocked by content filtering policy"},
	AppendError: appendError,
	Claims:      func(h *fasthttp.RequestHeader) bool { return h.PeekCanonical(keyVersion) != nil },
}

func quotaTrio(of string) ratelimit.Trio {
	prefix := "Anthropic-Ratelimit-" + of
	return ratelimit.Trio{Limit: prefix + "-Limit", Remaining: prefix + "-Remaining", Reset: prefix + "-Reset"}
}

var (
	keyAPIKey  = []byte("X-Api-Key")
	keyVersion = []byte("Anthropic-Version")
)

// credential returns the key of a request: X-Api-Key, or else the bearer token.
func credential(h *fasthttp.RequestHeader) []byte {
	if key := h.PeekCanonical(keyAPIKey); len(key) > 0 {
		return key
	}
	return header.Bearer(h)
}
