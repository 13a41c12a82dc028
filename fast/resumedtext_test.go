package fast_test

import (
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/fault"
)

// TestResponse_ResumedText resumes responses after what the texts of their time were set by
// has changed. The stream must give the text that is kept, and must use up no other.
func TestResponse_ResumedText(t *testing.T) {
	s, url := start(t, fast.Config{})
	f := func(what string, before, after func()) {
		t.Helper()
		defer s.Reset()
		before()
		_, kept := post(t, url+responsesPath, `{"input":"hi"}`)
		after()
		stream := fetch(t, url+responsesPath+"/"+idOf(t, kept)+"?stream=true")
		if got, want := said(t, stream), said(t, kept); got != want {
			t.Errorf("%s: kept %q, resumed with %q", what, want, got)
		}
		if all := responseEvents(t, stream); withoutIDs(t, all[len(all)-1].Response) != withoutIDs(t, kept) {
			t.Errorf("%s: resumed as\n%s\nkept is\n%s", what, all[len(all)-1].Response, kept)
		}
	}
	must := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	nothing := func() {}
	f("nothing set", nothing, nothing)
	f("a next text", nothing, func() { must(s.ReplyNext("next")) })
	f("a text for all", nothing, func() { must(s.Reply("always")) })
	f("the text of then", func() { must(s.Reply("then")) }, func() { must(s.Reply("now")) })
	f("the next text of then", func() { must(s.ReplyNext("then", "later")) }, nothing)
	f("a text that has ended", func() { must(s.Reply("gone")); s.EndReply() }, nothing)
	f("the last text used", func() {
		must(s.ReplyNext("one"))
		post(t, url+responsesPath, `{"input":"hi"}`)
	}, nothing)
	f("a filtered answer", func() { must(s.FailNext(1, fault.Default(fault.FilteredAnswer))) }, nothing)

	_, kept := post(t, url+responsesPath, `{"input":"hi"}`)
	must(s.ReplyNext("unused"))
	fetch(t, url+responsesPath+"/"+idOf(t, kept)+"?stream=true")
	if _, answer := post(t, url+responsesPath, `{"input":"hi"}`); said(t, answer) != "unused" {
		t.Errorf("after a stream that was resumed: %q", said(t, answer))
	}
}
