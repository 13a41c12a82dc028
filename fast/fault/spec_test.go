package fault

import (
	"strings"
	"testing"
	"time"
)

func TestParse_Success(t *testing.T) {
	f := func(text string, want Spec) {
		t.Helper()
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v, want %+v", text, got, err, want)
		}
		if again, err := Parse(got.String()); err != nil || again != want {
			t.Errorf("%q comes back from %q as %+v, %v", text, got, again, err)
		}
		if err := got.Validate(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	f("none", Spec{})
	f("reset", Spec{Kind: Reset})
	f("error", Spec{Kind: Error, Status: 500})
	f("error:status=429,for=20s", Spec{Kind: Error, Status: 429, For: 20 * time.Second})
	f("reset-midstream", Spec{Kind: ResetMidstream, At: 0.5})
	f("reset-midstream:at=0", Spec{Kind: ResetMidstream})
	f("reset-midstream:after=0", Spec{Kind: ResetMidstream})
	f("stall:after=3,for=2s", Spec{Kind: Stall, After: 3, For: 2 * time.Second})
	f("stall:for=2s,at=1", Spec{Kind: Stall, At: 1, For: 2 * time.Second})
	f("huge-event:size=10", Spec{Kind: HugeEvent, At: 0.5, Size: 10})
	f("slow-headers:for=0s", Spec{Kind: SlowHeaders})
	f("empty-choices", Spec{Kind: EmptyChoices})
	f("error:status=400,type=billing_error", Spec{Kind: Error, Status: 400, Type: "billing_error"})
	f("error-event:type=x-1.a", Spec{Kind: ErrorEvent, Status: 500, At: 0.5, Type: "x-1.a"})
	f("content-filter:reason=SAFETY", Spec{Kind: ContentFilter, Type: "SAFETY"})
	f("filtered-answer:at=0,reason=SPII", Spec{Kind: FilteredAnswer, Type: "SPII"})
}

func TestParse_Failure(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if got, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %+v, %v, want an error with %q", text, got, err, want)
		}
	}
	f("", "no fault is named")
	f("explode", "there are error, content-filter, ")
	f("reset:", "not NAME=VALUE")
	f("reset:at=1", "takes no parameters")
	f("stall:status=500", "takes after, at, for")
	f("stall:after=1,at=1", "at and after both say where")
	f("stall:for=1s,for=2s", "given twice")
	f("stall:for=-1s", "a duration")
	f("stall:for=25h", "a duration")
	f("error:status=200", "an HTTP status")
	f("error:status=5e2", "an HTTP status")
	f("reset-midstream:at=NaN", "a share")
	f("reset-midstream:at=1.1", "a share")
	f("huge-event:size=1GB", "a number of bytes")
	for _, word := range []string{"", "a b", `a"b`, `a\b`, "ä", "a:b", "a=b", "a;b", "a\n", strings.Repeat("x", maxWord+1)} {
		f("error:type="+word, "a word of letters")
		f("filtered-answer:reason="+word, "a word of letters")
	}
}

func TestSpec_Validate(t *testing.T) {
	f := func(s Spec, want string) {
		t.Helper()
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want an error with %q", s, err, want)
		}
	}
	f(Spec{Kind: kinds}, "no fault has the number")
	f(Spec{Kind: Error}, "status")
	f(Spec{Kind: Stall, For: -1}, "for")
	f(Spec{Kind: Stall, After: -1}, "after")
}

func TestKind_Text(t *testing.T) {
	for k := range kinds {
		text, _ := k.MarshalText()
		var again Kind
		if err := again.UnmarshalText(text); err != nil || again != k || len(text) == 0 {
			t.Errorf("kind %d is %q, comes back as %v, %v", k, text, again, err)
		}
	}
}

// FuzzParse checks that what can be parsed is valid, and can be parsed again from its
// string.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"reset", "error:status=503", "stall:after=3,for=2s", "reset-midstream:at=0.5", "huge-event:size=9,at=-0", "x:=,="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		if err := s.Validate(); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if again, err := Parse(s.String()); err != nil || again != s {
			t.Fatalf("%q is %+v, comes back from %q as %+v, %v", text, s, s, again, err)
		}
		if r, err := ParseRated(text + "=0.5"); err != nil || r != (Rated{s, 0.5}) {
			t.Fatalf("%q with a rate is %+v, %v", text, r, err)
		}
	})
}
