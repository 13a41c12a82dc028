package profile

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/pool"
)

// base is the profile of a server without flags.
func base() Profile {
	return Profile{
		Tokens:          pool.Sampler{Mean: 256, Stddev: 64},
		StreamTokensMin: 1,
		StreamTokensMax: 64,
		ErrorStatus:     []int{500},
	}
}

func TestApply(t *testing.T) {
	f := func(want func(p *Profile), settings ...Setting) {
		t.Helper()
		got, expected := base(), base()
		if err := got.Apply(settings...); err != nil {
			t.Errorf("%v: %v", settings, err)
		}
		want(&expected)
		if !reflect.DeepEqual(got, expected) {
			t.Errorf("%v: %+v, want %+v", settings, got, expected)
		}
		if err := got.Validate(); err != nil {
			t.Errorf("%v: %v", settings, err)
		}
	}
	f(func(p *Profile) { p.Latency.TTFT = latency.Spread{Mean: time.Second, Stddev: time.Microsecond} },
		Setting{"ttft", "1s"}, Setting{"ttft-stddev", "1us"})
	f(func(p *Profile) { p.Tokens = pool.Sampler{Mean: 7} }, Setting{"tokens", "7"})
	f(func(p *Profile) { p.StreamTokensMin, p.StreamTokensMax = 3, 3 }, Setting{"stream-tokens", "3"})
	f(func(p *Profile) { p.ResponseDelay = 1500 * time.Microsecond }, Setting{"response-delay-ms", "1.5"})
	f(func(p *Profile) { p.Latency.Distribution = latency.Gamma }, Setting{"latency-distribution", "gamma"})
	f(func(p *Profile) { p.ErrorRate, p.ErrorStatus = 1, []int{503} }, Setting{"status", "503"})
	f(func(p *Profile) { p.ErrorRate, p.ErrorStatus = 0.5, []int{429, 500} }, Setting{"error-rate", "0.5"}, Setting{"error-status", "429, 500"})
	f(func(p *Profile) { p.Faults = fault.Plan{{Spec: fault.Default(fault.Reset), Rate: 1}} }, Setting{"fault", "reset"})
	f(func(p *Profile) {
		p.Faults = fault.Plan{{Spec: fault.Default(fault.Reset), Rate: 0.25}, {Spec: fault.Default(fault.Stall), Rate: 0.5}}
	}, Setting{"fault", "reset=0.25"}, Setting{"fault", "stall=0.5"})
	f(func(p *Profile) {
		p.Apply(builtins[0].settings...)
		p.Latency.TTFT.Mean = time.Second
	}, Setting{"ttft", "1s"}, Setting{"profile", builtins[0].name})
}

// TestApplyRequest_Deviation checks that any mean below the profile's gives a valid
// distribution.
func TestApplyRequest_Deviation(t *testing.T) {
	f := func(mean, stddev time.Duration, settings ...Setting) {
		t.Helper()
		p := base()
		p.Latency.TTFT = latency.Spread{Mean: 400 * time.Millisecond, Stddev: 120 * time.Millisecond}
		if err := p.ApplyRequest(settings...); err != nil {
			t.Errorf("%v: %v", settings, err)
		}
		if want := (latency.Spread{Mean: mean, Stddev: stddev}); p.Latency.TTFT != want {
			t.Errorf("%v: %v, want %v", settings, p.Latency.TTFT, want)
		}
		if err := p.Validate(); err != nil {
			t.Errorf("%v: %v", settings, err)
		}
	}
	const ms = time.Millisecond
	f(100*ms, 30*ms, Setting{"ttft", "100ms"})
	f(0, 0, Setting{"ttft", "0s"})
	f(1, 0, Setting{"ttft", "1ns"})
	f(time.Second, 120*ms, Setting{"ttft", "1s"})
	f(100*ms, 50*ms, Setting{"ttft", "100ms"}, Setting{"ttft-stddev", "50ms"})
	f(100*ms, 50*ms, Setting{"ttft-stddev", "50ms"}, Setting{"ttft", "100ms"})
	f(70*ms, 30*ms, Setting{"ttft", "70ms"}, Setting{"profile", "large"})
}

// TestApply_Trace checks that the error tells what is wrong with the file.
func TestApply_Trace(t *testing.T) {
	f := func(path, want string) {
		t.Helper()
		p := base()
		if err := p.Apply(Setting{"latency-trace", path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	f("/nowhere", "latency-trace cannot be read: open /nowhere: ")
	path := filepath.Join(t.TempDir(), "trace.csv")
	if err := os.WriteFile(path, []byte("ttft_ms,itl_ms\n1,2\nsoon,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f(path, path+": line 3")
	f(t.TempDir(), "is not a regular file")
	f(os.DevNull, "is not a regular file")
	empty := filepath.Join(t.TempDir(), "empty.csv")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f(empty, "is empty")
}

// TestPhase_Trace wants the trace of a phase to be read once.
func TestPhase_Trace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.csv")
	if err := os.WriteFile(path, []byte("ttft_ms,itl_ms\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := ReadScenario([]byte("phases:\n- {name: a, for: 1s, latency-trace: "+path+"}\n- {name: b, for: 1s, latency-trace: "+path+", ttft: 1s}"), base())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var traces []*latency.Trace
	for _, phase := range slices.Concat(s.Phases[:1], s.Phases) {
		p := base()
		if err := phase.Apply(&p); err != nil {
			t.Fatal(err)
		}
		traces = append(traces, p.Latency.Trace)
	}
	if traces[0] == nil || traces[0] != traces[1] || traces[2] != nil {
		t.Errorf("traces %v", traces)
	}
}

func TestApply_Invalid(t *testing.T) {
	f := func(name, value, want string) {
		t.Helper()
		p := base()
		err := p.ApplyRequest(Setting{name, value})
		if err == nil || !strings.HasPrefix(err.Error(), name+" ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s=%s: %v, want %q", name, value, err, want)
		}
	}
	f("ttft", "200", "must be a duration")
	f("ttft", "-1s", "must be a duration")
	f("tokens", "0", "must be a whole number")
	f("tokens", "1e9", "must be a whole number")
	f("token-mean", "NaN", "must be a number")
	f("fault", "explode", `must be a fault such as stall:after=3 or stall:after=3=0.1: no fault is named "explode"`)
	f("fault", "stall:aftr=3", `stall takes after, at, for, not "aftr"`)
	f("fault", "stall:after=3,for=soon", `for must be a duration up to a day such as 250ms, not "soon"`)
	f("fault", "stall:after=3=2", `the rate "2" is not a number from 0 to 1`)
	f("fault", "reset=often", `the rate "often" is not a number from 0 to 1`)
	f("quirk", "crfl", `must be a quirk such as crlf, or several with a rate as in crlf+bom=0.1: no quirk is named "crfl"`)
	f("quirk", "crlf+bmo=0.1", `no quirk is named "bmo"`)
	f("quirk", "crlf=2", `the rate "2" is not a number from 0 to 1`)
	f("status", "200", "must be a status")
	f("status", "500,503", "must be a status")
	f("latency-distribution", "pareto", "lognormal")
	f("profile", "huge", "must be one of small, large")
	f("latency-trace", "/etc/passwd", "is unknown")
	f("speed", "1", "is unknown")
}

func TestBuiltins(t *testing.T) {
	for _, name := range Builtins() {
		p := base()
		if err := p.Apply(Setting{"profile", name}); err != nil {
			t.Errorf("%s: %v", name, err)
		} else if err := p.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if p.Latency.Immediate() {
			t.Errorf("%s waits for nothing", name)
		}
	}
}

func TestReadModels(t *testing.T) {
	f := func(text string) {
		t.Helper()
		models, err := ReadModels([]byte(text), base())
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		slow := models["acme/slow:8b"]
		if len(models) != 2 || slow.Latency.TTFT.Mean != 2*time.Second || slow.Tokens.Mean != 400 || len(slow.Faults) != 2 ||
			!reflect.DeepEqual(slow.ErrorStatus, []int{429, 503}) || models["fast"].StreamTokensMax != 4 {
			t.Errorf("%s: %+v", text, models)
		}
	}
	f(`
models:
  "acme/slow:8b": # with a comment
    ttft: 2s
    token-mean: 400
    error-status: [429, 503]
    fault:
      - stall:after=3,for=2s=0.01
      - "reset=0.02"
  fast:
    profile: accelerator
`)
	f(`{"models": {"acme/slow:8b": {"ttft": "2s", "token-mean": 400, "error-status": [429, 503], "fault": ["stall=0.1", "reset=0.1"]}, "fast": {"profile": "accelerator"}}}`)
}

func TestReadModels_Invalid(t *testing.T) {
	f := func(text string, wants ...string) {
		t.Helper()
		_, err := ReadModels([]byte(text), base())
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v, want %q", text, err, want)
			}
		}
	}
	f("", "empty")
	f("[1]", "line 1", "keys and values")
	f("models: [", "line 1")
	f("models:\n\tm: 1", "line 2")
	f("model:\n  m: {}", "line 1: model:")
	f("models:\n  m: 5", "line 2: must be keys and values")
	f("models:\n  m:\n    ttft: 1s\n    tftf: 1s", "model m", "line 4: tftf: no setting")
	f("models:\n  m:\n    ttft: soon", "model m", "line 3: ttft must be a duration")
	f("models:\n  m:\n    ttft: {a: 1}", "line 3: ttft")
	f("models:\n  m:\n    ttft: 1s\n    ttft: 2s", "line 4")
	f("models:\n  m:\n    stream-tokens-min: 9\n    stream-tokens-max: 3", "model m", "at least 9")
	f("models:\n  m: {fault: [reset=0.9, stall=0.9]}", "model m", "1.8")
	f("models:\n  m: {fault: [reset=0.6], error-rate: 0.6}", "model m", "1.2")
}

func TestScenario(t *testing.T) {
	s, err := ReadScenario([]byte(`
phases:
  - {name: healthy, for: 60s}
  - {name: brown-out, for: 30s, slowdown: 1..4, error-rate: 0.5, error-status: 503}
`), base())
	if err != nil {
		t.Fatal(err)
	}
	f := func(since time.Duration, want string, slowdown float64) {
		t.Helper()
		i, lasted, ok := s.At(since)
		if !ok && want == "" {
			return
		}
		if p := &s.Phases[i]; p.Name != want || p.Slowdown(lasted) != slowdown {
			t.Errorf("after %v: phase %s, %v, slowed down by %g", since, p.Name, ok, p.Slowdown(lasted))
		}
	}
	f(0, "healthy", 1)
	f(60*time.Second-1, "healthy", 1)
	f(60*time.Second, "brown-out", 1)
	f(75*time.Second, "brown-out", 2.5)
	f(90*time.Second, "", 0)
	s.Repeat = true
	f(90*time.Second, "healthy", 1)
	f(165*time.Second, "brown-out", 2.5)
}

func TestScenarios(t *testing.T) {
	for _, name := range Scenarios() {
		if s, err := OpenScenario(name, base()); err != nil || len(s.Phases) < 2 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

func TestReadScenario_Invalid(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		if _, err := ReadScenario([]byte(text), base()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	f("repeat: true", "no phases")
	f("phases: [{name: a, for: 1s}]\nrepeat: often", "line 2: repeat")
	f("phases: [{for: 1s}]", "line 1: a phase needs a name")
	f("phases: [{name: a}]", "line 1: a phase needs a name")
	f("phases:\n  - name: a\n    for: never", "line 3: for: must be a duration")
	f("phases:\n  - name: a\n    for: 1s\n    slowdown: 1..x", "line 4: slowdown: must be a factor")
	f("phases:\n  - name: a\n    for: 1s\n    ttft: x", "phase a: line 4: ttft must be")
	f("stages: []", "line 1: stages")
	const century = "{name: a, for: 1281023h53m38.427387904s}, " // and a half, a fourth of 2⁶⁴ ns
	f("phases: ["+strings.Repeat(century, 4)+"]\nrepeat: true", "line 1: phases: the phases take more than")
	if _, err := OpenScenario("none", base()); err == nil || !strings.Contains(err.Error(), "neither a file nor one of outage") {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("models:\n  m: {ttft: 1s}")
	f.Add("phases: [{name: a, for: 1s, slowdown: 1..2}]\nrepeat: true")
	f.Fuzz(func(t *testing.T, text string) {
		if models, err := ReadModels([]byte(text), base()); err == nil {
			for name, p := range models {
				if err := p.Validate(); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if s, err := ReadScenario([]byte(text), base()); err == nil {
			s.At(time.Hour)
		}
	})
}
