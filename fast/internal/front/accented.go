package front

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/profile"
)

// accentKey is the key of the user value that NoteAccent sets.
type accentKey struct{}

// NoteAccent says which accent the answer to ctx has, whatever the request asks for.
func NoteAccent(ctx *fasthttp.RequestCtx, accent profile.Accent) {
	ctx.SetUserValue(accentKey{}, accent)
}

// Accented returns a writer that writes errors with the writer of the accent of a request,
// or with own if there is none. Asked returns the accent that a request asks for. Messages
// of a WebSocket have none.
func Accented(own ErrorWriter, writers *[profile.Accents]ErrorWriter, asked func(*fasthttp.RequestCtx) profile.Accent) ErrorWriter {
	return func(ctx *fasthttp.RequestCtx, e *apierr.Error) {
		write := own
		if _, message := ctx.Conn().(dialect.Talking); !message {
			accent, noted := ctx.UserValue(accentKey{}).(profile.Accent)
			if !noted {
				accent = asked(ctx)
			}
			if of := writers[accent]; of != nil {
				write = of
			}
		}
		write(ctx, e)
	}
}
