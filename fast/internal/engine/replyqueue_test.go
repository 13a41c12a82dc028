package engine

import "testing"

// TestPutBack gives a reply back after another answer has found none, and after the replies
// were changed. It is there for the next answer unless all were removed.
func TestPutBack(t *testing.T) {
	f := func(meanwhile func(g *Generator), want ...string) {
		t.Helper()
		g, refused := new(Generator), new(Turn)
		refused.WithExtras()
		one, _ := TextReply("one")
		g.ReplyNext(one)
		if got := g.replies.take(&refused.Extras.used); got != one {
			t.Fatal("the reply is not there")
		}
		meanwhile(g)
		g.PutBack(refused)
		g.PutBack(refused)
		for _, text := range want {
			next := new(Turn)
			next.WithExtras()
			if !g.replies.given(next) {
				t.Errorf("%q is lost", text)
			} else if got := g.replies.take(&next.Extras.used); got == nil || string(got.Text.Text()) != text {
				t.Errorf("%q is lost", text)
			}
		}
		if g.replies.given(new(Turn)) {
			t.Error("one is left")
		}
	}
	f(func(*Generator) {}, "one")
	f(func(g *Generator) { g.replies.take(new(used)) }, "one")
	f(func(g *Generator) { two, _ := TextReply("two"); g.ReplyNext(two) }, "one", "two")
	f(func(g *Generator) { g.Reply(nil) }, "one")
	f(func(g *Generator) { g.ForgetReplies() })
}
