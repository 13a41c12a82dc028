package fast

import (
	"errors"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/behavior"
)

// Oracle predicts the answers of a deterministic server, so that a client behind a gateway
// can check what arrives. It is safe for concurrent use.
type Oracle struct{ handler fasthttp.RequestHandler }

// NewOracle returns the oracle of servers with the Config c, which must be deterministic.
// It makes a pool of its own, unless c has one. It has the fixtures of c as they are now, and
// counts its answers apart.
func NewOracle(c Config) (*Oracle, error) {
	if !c.Answers.Deterministic {
		return nil, errors.New("the configuration of an oracle must be deterministic")
	}
	c.Limits.APIKeys, c.Observation.Journal, c.Timing.StartupDelay = nil, nil, StartupDelay{}
	c.Limits.RPM, c.Limits.TPM, c.Limits.RPMTotal, c.Limits.TPMTotal = 0, 0, 0, 0
	c.Limits.MaxConcurrency, c.Limits.MaxQueue = 0, 0
	c.Faults.FailFirst = behavior.FailFirst{}
	c.Answers.StreamTokensMax = c.withDefaults().Answers.StreamTokensMax
	c.Timing.Engine = nil
	c.Observation.AccessLog, c.Answers.Replay = nil, nil
	if c.Answers.Fixtures != nil {
		c.Answers.Fixtures = c.Answers.Fixtures.Clone()
	}
	s, err := New(c)
	if err != nil {
		return nil, err
	}
	s.pipeline.Timeless = true
	for _, m := range s.schedule.Load().All() {
		m.DisableDelays()
	}
	return &Oracle{s.Handler()}, nil
}

// Answer returns the status and the body of the answer to a POST of body to path, such as
// /v1/chat/completions. The body of a stream holds all its events, even if a fault would
// cut the connection before the last.
func (o *Oracle) Answer(path string, body []byte) (status int, answer []byte) {
	var request fasthttp.Request
	request.Header.SetMethod(fasthttp.MethodPost)
	request.SetRequestURI(path)
	request.SetBodyRaw(body)
	var ctx fasthttp.RequestCtx
	ctx.Init(&request, nil, nil)
	o.handler(&ctx)
	return ctx.Response.StatusCode(), ctx.Response.Body()
}
