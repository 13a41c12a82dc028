package fast

import (
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/behavior"
)

// behave takes the manner of c's model at this time, or its own.
func (s *Server) behave(c *call) *apierr.Error {
	now, slowdown := s.course.Load().Now()
	c.Slowdown = slowdown
	more := s.generator.Name(&c.Turn)
	c.Profile = now.Of(c.BaseModel)
	if c.overrides = append(c.overrides, more...); len(c.overrides) > 0 {
		own, seed, err := c.Profile.Override(c.overrides, s.pool.MaxTokens())
		if err != nil {
			return err
		}
		c.Profile = own
		if s.timeless {
			own.Hurry()
		}
		if seed != nil {
			c.Request.Seed = seed
		}
	}
	s.drawFault(c)
	return nil
}

// listedName is the name of a model as the list has it: without the settings that
// stand in it.
func (s *Server) listedName(model []byte) []byte {
	if s.config.Answers.NoOverrides {
		return model
	}
	name, _ := behavior.SplitModel(model)
	return name
}
