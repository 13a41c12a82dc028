package fast

import "mock-openai/fast/internal/engine"

// Reply makes text the exact text of every answer of chat, completions and responses,
// streamed or not, until Reset. Neither max_tokens nor a stop sequence cuts it, and no
// tool is called.
func (s *Server) Reply(text string) error {
	r, err := engine.TextReply(text)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	s.reply = &text
	s.generator.Reply(r)
	return nil
}

// Replying returns the text of Reply; false means that answers are generated.
func (s *Server) Replying() (text string, ok bool) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if s.reply == nil {
		return "", false
	}
	return *s.reply, true
}

// EndReply takes back Reply. The texts of ReplyNext stay.
func (s *Server) EndReply() {
	s.changing.Lock()
	defer s.changing.Unlock()
	s.reply = nil
	s.generator.Reply(nil)
}

// ReplyNext makes these texts the exact texts of the next answers, one each. They come
// before the text of Reply. A request that gets an error does not use one up.
func (s *Server) ReplyNext(texts ...string) error {
	var all []*engine.Reply
	for _, text := range texts {
		r, err := engine.TextReply(text)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	s.generator.ReplyNext(all...)
	return nil
}
