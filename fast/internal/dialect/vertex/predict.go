package vertex

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/dialect/anthropic"
	"mock-openai/fast/internal/header"
	"mock-openai/fast/internal/render"
)

// Publisher begins the part of a model's path that follows the project.
const Publisher = "/publishers/anthropic/models/"

// MessageIDPrefix is what the ids of messages begin with.
const MessageIDPrefix = "msg_vrtx_"

// Predict is the codec of rawPredict and streamRawPredict. The path names the model and
// says whether the answer is streamed.
type Predict struct {
	*anthropic.Messages
	Refuse  func(model []byte) *apierr.Error // the error for one that does not exist; nil: all exist
	Streams bool
}

var _ dialect.URIReader = (*Predict)(nil)

// ReadURI reads the name of the model.
func (p *Predict) ReadURI(c *dialect.Session, uri *fasthttp.URI) *apierr.Error {
	_, name, _ := bytes.Cut(uri.PathOriginal(), []byte(Publisher))
	name = header.Unescaped(name[:max(bytes.LastIndexByte(name, ':'), 0)])
	if p.Refuse != nil {
		if err := p.Refuse(name); err != nil {
			return err
		}
	}
	if c.Request.Model = name; !render.IsPlain(name) {
		c.Request.Model = render.AppendEscaped(nil, name)
	}
	return nil
}

// Decode reads the body. A model or stream in it has no effect.
func (p *Predict) Decode(c *dialect.Session) *apierr.Error {
	name := c.Request.Model
	err := p.Messages.Decode(c)
	c.Request.Model, c.Request.Stream = name, p.Streams
	return err
}
