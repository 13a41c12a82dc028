package engine

import (
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/render"
)

// Turn is one request to a model and its answer.
type Turn struct {
	Answer
	Source
	Request    Request
	Inputs     []Input
	BaseModel  []byte             // the model without the settings in its name
	Profile    *behavior.Compiled // how the model answers at this time
	Unanswered bool               // the client gets an error, or nothing, in place of the answer
	Reply      *Reply             // the answer, if it is preset for this request; else nil
	Filter     *Filter            // ends the answer; nil if nothing does
	Scratch    []byte
}

// Init prepares c for its first turn.
func (c *Turn) Init() {
	c.Source.Init()
	c.Request.reset()
}

// Reset ends the turn. Nothing of it may be used afterwards.
func (c *Turn) Reset() {
	c.Request.reset()
	if cap(c.Inputs) > 0 {
		c.Inputs = render.ClearOrDrop(c.Inputs)
	}
	if c.Extras != nil {
		releaseExtras(c.Extras)
	}
	c.Answer.reset()
	c.Source.forget()
	c.BaseModel, c.Profile, c.Unanswered, c.Reply, c.Filter = nil, nil, false, nil, nil
	if cap(c.Scratch) > 0 {
		c.Scratch = render.ResetOrDrop(c.Scratch)
	}
}
