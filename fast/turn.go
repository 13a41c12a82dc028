package fast

import (
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/render"
)

// turn is what is said to a model once, and what it answers.
type turn struct {
	answer
	source
	request request
	inputs  []input
	named   []byte             // the model without the settings in its name
	manner  *behavior.Compiled // how it answers at this time
	lost    bool               // the client gets an error or nothing in place of the answer
	scratch []byte
}

// init makes c ready for its first turn.
func (c *turn) init() {
	c.source.init()
	c.request.reset()
}

// reset ends the turn. Nothing of it may be used afterwards.
func (c *turn) reset() {
	c.request.reset()
	c.inputs = render.Emptied(c.inputs)
	if c.rich != nil {
		releaseRich(c.rich)
	}
	c.answer.reset()
	c.source.forget()
	c.named, c.manner, c.lost = nil, nil, false
	c.scratch = render.Kept(c.scratch)
}
