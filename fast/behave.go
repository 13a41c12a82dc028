package fast

// behave takes the manner of c's model at this time, or its own.
func (s *Server) behave(c *call) *apiError {
	now, slowdown := s.course.Load().now()
	c.slowdown = slowdown
	if s.config.NoOverrides {
		c.manner, c.named = now.of(c.model), c.model
		s.drawFault(c)
		return nil
	}
	name, more := splitModel(c.model)
	c.manner, c.named = now.of(name), name
	if c.overrides = append(c.overrides, more...); len(c.overrides) > 0 {
		own, seed, err := c.manner.override(c.overrides, s.pool.MaxTokens())
		if err != nil {
			return err
		}
		c.manner = own
		if s.timeless {
			own.hurry()
		}
		if seed != nil {
			c.request.seed = seed
		}
	}
	s.drawFault(c)
	return nil
}

// listedName is the name of a model as the list has it: without the settings that
// stand in it.
func (s *Server) listedName(model []byte) []byte {
	if s.config.NoOverrides {
		return model
	}
	name, _ := splitModel(model)
	return name
}
