package verify_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mock-openai/bench/internal/loadtest"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

// onText returns a corruption of the middle event with text.
func onText(harm func(a, other *answer, i int) bool) corruption {
	return func(a, other *answer) bool {
		texts := a.texts()
		return len(texts) > 4 && harm(a, other, texts[len(texts)/2])
	}
}

// rewrite returns a corruption that changes the text of one event: from the middle of the
// answer on, the first that change affects. Not every event has a quote or an accent.
func rewrite(change func(text string) string) corruption {
	return func(a, _ *answer) bool {
		texts := a.texts()
		for n := range texts {
			i := texts[(len(texts)/2+n)%len(texts)]
			before, text, after := a.cut(a.events[i])
			if changed := change(text); changed != text {
				a.events[i] = before + changed + after
				return true
			}
		}
		return false
	}
}

// middle returns a change that replaces an ASCII letter in the middle of a text.
func middle(with string) func(text string) string {
	return func(text string) string {
		for i := len(text) / 2; i < len(text); i++ {
			if text[i] >= 'g' && text[i] <= 'z' && text[i-1] == text[i-1]&0x7f && !strings.Contains(text[max(i-6, 0):i], `\`) {
				return text[:i] + with + text[i+1:]
			}
		}
		return text
	}
}

// harm is a corruption with its name, and the requests it is for.
type harm struct {
	name    string
	kind    verify.Kind
	corrupt corruption
	only    func(c verify.Config) bool
}

func streamed(c verify.Config) bool { return c.Stream }
func text(c verify.Config) bool     { return c.API != verify.Embeddings }
func vectors(c verify.Config) bool  { return c.API == verify.Embeddings }
func anyAnswer(verify.Config) bool  { return true }

func usage(c verify.Config) bool      { return !(c.Stream && c.NoUsage) }
func inUsage(c verify.Config) bool    { return usage(c) && !usageEvent(c) }
func withRole(c verify.Config) bool   { return c.Stream && wires[c.API].role >= 0 }
func ended(c verify.Config) bool      { return c.Stream && !wires[c.API].noEnd }
func events(c verify.Config) bool     { return c.Stream && !wires[c.API].lines && !wires[c.API].binary }
func reason(c verify.Config) bool     { return text(c) && c.API != verify.Responses }
func textual(c verify.Config) bool    { return c.Stream && !wires[c.API].binary }
func steps(c verify.Config) bool      { return c.Stream && wires[c.API].step > 0 }
func identified(c verify.Config) bool { return c.Stream && wires[c.API].ids != "" }
func usageEvent(c verify.Config) bool { return usage(c) && c.Stream && wires[c.API].ownUsage }
func finishEvent(c verify.Config) bool {
	return withRole(c) || c.Stream && (c.API == verify.Messages || c.API == verify.Cohere || c.API == verify.Bedrock || c.API == verify.Invoke)
}
func responses(c verify.Config) bool { return c.Stream && c.API == verify.Responses }

var harms = []harm{
	{"event dropped", verify.MissingText, onText(func(a, _ *answer, i int) bool { return a.remove(i) }), streamed},
	{"first event of text dropped", verify.MissingText, func(a, _ *answer) bool { return len(a.texts()) > 2 && a.remove(a.texts()[0]) }, streamed},
	{"last event of text dropped", verify.MissingText, func(a, _ *answer) bool {
		texts := a.texts()
		if len(texts) == 0 {
			return false
		}
		i := texts[len(texts)-1]
		if last := a.index(a.finish); last > i && last < len(a.events)-1 && !a.typed && strings.Contains(a.events[last], a.text) {
			i = last // this event has the end of the text too
		}
		return a.remove(i)
	}, streamed},
	{"character dropped", verify.MissingText, rewrite(middle("")), text},
	{"vector dropped", verify.MissingText, func(a, _ *answer) bool {
		i, j := strings.Index(a.events[0], `,{"object":"embedding"`), strings.LastIndex(a.events[0], `],"model"`)
		a.events[0] = a.events[0][:i] + a.events[0][j:]
		return true
	}, vectors},

	{"character replaced", verify.ChangedText, rewrite(middle("X")), text},
	{"character replaced with U+FFFD", verify.ChangedText, rewrite(func(text string) string {
		for _, r := range text {
			if r >= utf8.RuneSelf && r != utf8.RuneError {
				return strings.Replace(text, string(r), "\ufffd", 1)
			}
		}
		return text
	}), text},
	{"text replaced", verify.ChangedText, onText(func(a, _ *answer, i int) bool {
		before, _, after := a.cut(a.events[i])
		a.events[i] = before + "REDACTED" + after
		return true
	}), streamed},
	{"text escaped twice", verify.ChangedText, rewrite(func(text string) string { return strings.Replace(text, `\"`, `\\\"`, 1) }), text},
	{"number changed", verify.ChangedText, func(a, _ *answer) bool { return a.replace(`"embedding":"`, `"embedding":"AAAA`) }, vectors},

	{"event of another answer instead", verify.ForeignText, onText(func(a, other *answer, i int) bool {
		foreign := other.texts()
		a.events[i] = other.events[foreign[len(foreign)/2]]
		return true
	}), streamed},
	{"event of another answer besides", verify.ForeignText, onText(func(a, other *answer, i int) bool {
		foreign := other.texts()
		return a.insert(i, other.events[foreign[len(foreign)/2]])
	}), identified},
	{"text of another answer instead", verify.ForeignText, onText(func(a, other *answer, i int) bool {
		foreign := other.texts()
		before, own, after := a.cut(a.events[i])
		_, text, _ := other.cut(other.events[foreign[len(foreign)/2]])
		a.events[i] = before + text + after
		return text != own
	}), streamed},
	{"another answer", verify.ForeignText, func(a, other *answer) bool {
		*a = *other
		return true
	}, anyAnswer},
	{"finish of another answer", verify.ForeignText, onText(func(a, other *answer, i int) bool {
		return a.insert(i, other.events[other.index(other.finish)])
	}), withRole},

	{"events swapped", verify.Reordered, onText(func(a, _ *answer, i int) bool { return slices.Contains(a.texts(), i+1) && a.swap(i, i+1) }), streamed},
	{"events far apart swapped", verify.Reordered, func(a, _ *answer) bool {
		texts := a.texts()
		return len(texts) > 3 && a.swap(texts[0], texts[len(texts)-1])
	}, streamed},
	{"finish before text", verify.Reordered, func(a, _ *answer) bool { i := a.index(a.finish); return a.swap(i-1, i) }, func(c verify.Config) bool { return reason(c) && c.Stream }},
	{"usage before finish", verify.Reordered, func(a, _ *answer) bool { i := a.index(a.usage); return a.swap(i-1, i) }, usageEvent},
	{"end early", verify.Reordered, func(a, _ *answer) bool { return a.swap(len(a.events)-2, len(a.events)-1) }, func(c verify.Config) bool { return streamed(c) && !responses(c) }},
	{"role behind text", verify.Reordered, func(a, _ *answer) bool { return a.swap(a.role, a.role+1) }, withRole},
	{"steps swapped", verify.Reordered, func(a, _ *answer) bool { return a.swap(a.step-1, a.step) }, steps},
	{"vectors swapped", verify.Reordered, func(a, _ *answer) bool {
		return a.replace(`"index":0`, `"index":9`) && a.replace(`"index":1`, `"index":0`) && a.replace(`"index":9`, `"index":1`)
	}, vectors},

	{"event doubled", verify.Duplicated, onText(func(a, _ *answer, i int) bool { return a.insert(i, a.events[i]) }), streamed},
	{"event repeated later", verify.Duplicated, onText(func(a, _ *answer, i int) bool { return a.insert(i+2, a.events[i]) }), streamed},
	{"first event doubled", verify.Duplicated, func(a, _ *answer) bool { return a.insert(0, a.events[0]) }, streamed},
	{"finish doubled", verify.Duplicated, func(a, _ *answer) bool {
		i := a.index(a.finish)
		return a.insert(i, a.events[i])
	}, func(c verify.Config) bool { return reason(c) && c.Stream }},
	{"last event doubled", verify.Duplicated, func(a, _ *answer) bool { return a.insert(len(a.events), a.events[len(a.events)-1]) }, streamed},

	{"connection cut", verify.Truncated, func(a, _ *answer) bool {
		a.events, a.abort = a.events[:len(a.events)/2], true
		return len(a.events) > 0
	}, streamed},
	{"connection cut in an event", verify.Truncated, func(a, _ *answer) bool {
		i := len(a.events) / 2
		a.events, a.abort = append(a.events[:i], a.events[i][:len(a.events[i])/2]), true
		return true
	}, anyAnswer},
	{"stream ended", verify.Truncated, func(a, _ *answer) bool { a.events = a.events[:len(a.events)/2]; return true }, streamed},
	{"body ended", verify.Truncated, func(a, _ *answer) bool { a.events[0] = a.events[0][:len(a.events[0])/2]; return true }, func(c verify.Config) bool { return !c.Stream }},
	{"empty stream", verify.Truncated, func(a, _ *answer) bool { a.events = nil; return true }, streamed},
	{"end cut off", verify.Truncated, func(a, _ *answer) bool { a.events = a.events[:len(a.events)-2]; return true }, streamed},

	{"character cut", verify.InvalidUTF8, rewrite(func(text string) string {
		for i, r := range text {
			if r >= utf8.RuneSelf {
				return text[:i] + text[i+1:]
			}
		}
		return text
	}), text},
	{"byte of Latin-1", verify.InvalidUTF8, rewrite(middle("\xe9")), text},
	{"half of a surrogate pair", verify.InvalidUTF8, rewrite(middle(`\ud83d`)), text},

	{"event cut", verify.InvalidJSON, onText(func(a, _ *answer, i int) bool {
		a.events[i] = a.events[i][:len(a.events[i])-6] + a.end()
		return true
	}), streamed},
	{"event cut before the end", verify.InvalidJSON, func(a, _ *answer) bool {
		i := len(a.events) - 2
		a.events[i] = a.events[i][:len(a.events[i])-6] + a.end()
		return true
	}, streamed},
	{"not JSON", verify.InvalidJSON, rewrite(middle("\x01")), text},
	{"quote not escaped", verify.InvalidJSON, rewrite(func(text string) string { return strings.Replace(text, `\"`, `"`, 1) }), text},
	{"rest behind", verify.InvalidJSON, func(a, _ *answer) bool { a.events[0] += "}"; return true }, func(c verify.Config) bool { return !c.Stream }},

	{"no end", verify.MissingDone, func(a, _ *answer) bool { return a.remove(len(a.events) - 1) }, ended},
	{"end without blank line", verify.MissingDone, func(a, _ *answer) bool {
		i := len(a.events) - 1
		a.events[i] = strings.TrimSuffix(a.events[i], a.end())
		return true
	}, ended},

	{"no finish reason", verify.MissingFinish, func(a, _ *answer) bool {
		return a.replace(a.finish+a.stop+`"`, strings.TrimSuffix(a.finish, `"`)+"null")
	}, reason},
	{"no event with a finish reason", verify.MissingFinish, func(a, _ *answer) bool { return a.remove(a.index(a.finish)) }, finishEvent},
	{"no status", verify.MissingFinish, func(a, _ *answer) bool {
		i := len(a.events) - 1
		last := strings.Replace(a.events[i], `"status":"completed"`, `"status":null`, 1)
		a.events[i] = last
		return true
	}, responses},
	{"another finish reason", verify.WrongFinish, func(a, _ *answer) bool { return a.replace(a.finish+a.stop, a.finish+a.length) }, reason},
	{"another status", verify.WrongFinish, func(a, _ *answer) bool {
		i := len(a.events) - 1
		last := strings.Replace(a.events[i], `"status":"completed"`, `"status":"incomplete"`, 1)
		a.events[i] = strings.ReplaceAll(last, "response.completed", "response.incomplete")
		return true
	}, responses},

	{"no usage", verify.MissingUsage, func(a, _ *answer) bool { return a.replaceLast(a.usage, `"x`+a.usage[1:]) }, inUsage},
	{"no event of usage", verify.MissingUsage, func(a, _ *answer) bool { return a.remove(a.index(a.usage)) }, usageEvent},
	{"other counts", verify.WrongUsage, func(a, _ *answer) bool { return a.replaceLast(a.last, a.last+"1") }, usage},
	{"no counts", verify.WrongUsage, func(a, _ *answer) bool { return a.replaceLast(a.prompt, strings.TrimSuffix(a.prompt, `":`)+`_x":`) }, usage},

	{"error and the end", verify.ErrorEvent, onText(func(a, _ *answer, i int) bool {
		a.events[i], a.events = a.failure+a.end(), a.events[:i+1]
		return true
	}), streamed},
	{"error and the last event", verify.ErrorEvent, onText(func(a, _ *answer, i int) bool {
		a.events = append(a.events[:i], "event: error\ndata: {\"message\":\"upstream timeout\"}\n\n", a.events[len(a.events)-1])
		return true
	}), func(c verify.Config) bool { return events(c) && wires[c.API].ownUsage }},
	{"error", verify.ErrorEvent, func(a, _ *answer) bool {
		a.events[0] = a.failure[strings.Index(a.failure, "{"):]
		return true
	}, func(c verify.Config) bool { return !c.Stream }},

	{"HTML", verify.WrongContentType, func(a, _ *answer) bool {
		a.contentType, a.events = "text/html", []string{"<html>Bad gateway</html>"}
		return true
	}, anyAnswer},
	{"JSON for a stream", verify.WrongContentType, func(a, _ *answer) bool { a.contentType = "application/json"; return true }, streamed},
	{"status", verify.WrongStatus, func(a, _ *answer) bool {
		a.status, a.contentType, a.events = 502, "text/html", []string{"<html>Bad gateway</html>"}
		return true
	}, anyAnswer},

	{"ping", verify.UnexpectedEvent, onText(func(a, _ *answer, i int) bool { return a.insert(i, "event: ping\ndata: {}\n\n") }), events},
	{"empty object", verify.UnexpectedEvent, onText(func(a, _ *answer, i int) bool { return a.insert(i, a.event("{}")) }), streamed},
	{"other id", verify.UnexpectedEvent, onText(func(a, _ *answer, i int) bool {
		a.events[i] = strings.Replace(a.events[i], a.ids, a.ids+"x", 1)
		return true
	}), identified},
	{"no role", verify.UnexpectedEvent, func(a, _ *answer) bool { return a.remove(a.role) }, withRole},
	{"step left out", verify.UnexpectedEvent, func(a, _ *answer) bool {
		i := a.step
		if !a.typed { // the step before the role
			i--
		}
		return a.remove(i)
	}, steps},
	{"comments", numKinds, func(a, _ *answer) bool { return a.insert(1, ": keep-alive\n\n") }, events},
	{"blank line", numKinds, func(a, _ *answer) bool { return a.insert(1, "\n") }, textual},
	{"one more ping", numKinds, onText(func(a, _ *answer, i int) bool { return a.insert(i, "event: ping\ndata: {\"type\": \"ping\"}\n\n") }),
		func(c verify.Config) bool { return c.Stream && c.API == verify.Messages }},
}

const numKinds = verify.UnexpectedEvent + 1 // no fault

// TestVerify_Corruptions has a proxy corrupt a few of the answers, in one way at a time. All
// of these answers are found, with the right kind of fault, and nothing else is.
func TestVerify_Corruptions(t *testing.T) {
	every, requests := int64(25), int64(80) // none near the end: vectors need the next answer
	if long() {
		every, requests = 100, 350
	}
	stride := 7 // one in stride APIs is tested with a harm
	switch {
	case long():
		stride = 1
	case testing.Short(): // under the race detector
		stride = 11
	}
	f := func(target string, c verify.Config, h harm) {
		t.Helper()
		p, url := newProxy(t, target, c.API, every, h.corrupt)
		r := check(t, url, c, int(requests))
		want := map[string]int64{}
		bad := p.corrupted.Load()
		if bad == 0 {
			t.Errorf("%s of %s: no answer was corrupted", h.name, c.API.Name)
		}
		if h.kind == numKinds {
			bad = 0
		} else {
			want[h.kind.String()] = bad
		}
		if r.Intact != requests-bad || !maps.Equal(r.Faults, want) {
			t.Errorf("%s of %s, streamed %v: %d intact of %d, want %v, got %v", h.name, c.API.Name, c.Stream, r.Intact, r.Checked, want, r.Faults)
			for _, f := range r.First {
				t.Logf("%+v", f)
			}
		}
		for _, first := range r.First {
			if first.Kind != h.kind.String() || len(first.RequestID) < 32 || first.Expected == "" || first.Came == "" {
				t.Errorf("%s: the first is told as %+v", h.name, first)
			}
		}
	}
	config := fast.Config{Answers: fast.Answers{StreamTokensMin: 3, StreamTokensMax: 9, Articles: 64}}
	unpaced := loadtest.Serve(t, config)
	config.Timing.ResponseDelay = 100 * time.Microsecond
	paced := loadtest.Serve(t, config)
	for i, h := range harms {
		t.Run(h.name, func(t *testing.T) {
			j := i
			for _, c := range streams {
				if !h.only(c) {
					continue
				}
				if j++; j%stride > 0 {
					continue
				}
				target := unpaced
				if c.Stream && j%2 == 0 {
					target = paced
				}
				f(target, c, h)
			}
		})
	}
}

// long reports whether tests may take minutes.
func long() bool { return os.Getenv("VERIFY_LONG") != "" }
