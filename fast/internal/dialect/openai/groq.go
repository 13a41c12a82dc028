package openai

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/profile"
)

var (
	groqKey    = []byte("gsk_")
	groqClient = []byte("Groq/")

	keyAzureKey = []byte("Api-Key")
	keyAccent   = []byte("X-Mock-Accent")
)

// NewGroq returns the dialect of Groq, which shares the paths below /openai/v1 with Azure.
// It has the headers of OpenAI. A request is Groq's if its key is or if one of
// Groq's clients sends it, with overrides also if its header asks for the accent. With all,
// every request is Groq's that has no key in api-key.
func NewGroq(all, overrides bool) *dialect.Dialect {
	d := *AccentErrors[profile.Groq]
	d.Claims = func(h *fasthttp.RequestHeader) bool {
		return len(h.PeekCanonical(keyAzureKey)) == 0 &&
			(all || bytes.HasPrefix(header.Bearer(h), groqKey) || bytes.HasPrefix(h.UserAgent(), groqClient) ||
				overrides && string(h.PeekCanonical(keyAccent)) == profile.Groq.String())
	}
	return &d
}

// AsGroq returns families whose models all answer in Groq's form.
func (f *Families) AsGroq() *Families {
	own := f.WithGroq()
	for accent := range own.accents {
		own.accents[accent] = own.accents[profile.Groq]
	}
	return own
}
