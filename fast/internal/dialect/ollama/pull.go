package ollama

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// pulling is what a pull says first, whether or not there is such a model.
const pulling = `{"status":"pulling manifest"}` + "\n"

var (
	pulled       = []byte(`{"status":"success"}`)
	pulledStream = []byte(pulling + `{"status":"verifying sha256 digest"}` + "\n" + `{"status":"writing manifest"}` + "\n" + `{"status":"success"}` + "\n")

	errNotPulled    = &apierr.Error{Status: fasthttp.StatusInternalServerError, Message: "pull model manifest: file does not exist", Preset: true}
	notPulledStream = appendError([]byte(pulling), errNotPulled, render.ID{})
)

// Pull answers a request to download a model as if its layers were there already. strict
// says that only listed models can be had.
func (m *Models) Pull(strict bool) func(*fasthttp.RequestCtx) ([]byte, *apierr.Error) {
	return func(ctx *fasthttp.RequestCtx) ([]byte, *apierr.Error) {
		const request = "PullRequest"
		object, err := objectIn(ctx.Request.Body(), request)
		if err != nil {
			return nil, err
		}
		name, err := nameIn(object, request)
		switch {
		case err == errNoModel:
			return nil, badRequest("invalid model name")
		case err != nil:
			return nil, err
		}
		in := decode.New(decode.Member(object, "stream"))
		if kind := in.Kind(); kind != skim.Invalid && kind != skim.True && kind != skim.False {
			return nil, wrongType(&in, request, "stream", "bool")
		}
		switch found := !strict || m.find(name) != nil; {
		case PullsInLines(ctx) && found:
			return pulledStream, nil
		case PullsInLines(ctx):
			return notPulledStream, nil
		case found:
			return pulled, nil
		}
		return nil, errNotPulled
	}
}

// PullsInLines reports whether the answer to a pull is a stream.
func PullsInLines(ctx *fasthttp.RequestCtx) bool {
	return string(decode.Member(ctx.Request.Body(), "stream")) != "false"
}
