package profile

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/latency"
	"mock-openai/fast/quirk"
	"mock-openai/pool"
)

// Setting is the name and the value of a setting as users type them: {"ttft",
// "200ms"}.
type Setting struct{ Name, Value string }

// settingDef defines a setting of a profile. It has the name of the flag.
type settingDef struct {
	name  string
	want  string // description of valid values
	file  bool   // only files and flags may set it
	set   func(p *Profile, value string) bool
	parse func(p *Profile, value string) error // in place of want and set, if its error tells more
}

var settingDefs = []settingDef{
	{name: "ttft", want: aDuration, set: clearingTrace(func(p *Profile) *time.Duration { return &p.Latency.TTFT.Mean })},
	{name: "ttft-stddev", want: aDuration, set: duration(func(p *Profile) *time.Duration { return &p.Latency.TTFT.Stddev })},
	{name: "itl", want: aDuration, set: clearingTrace(func(p *Profile) *time.Duration { return &p.Latency.ITL.Mean })},
	{name: "itl-stddev", want: aDuration, set: duration(func(p *Profile) *time.Duration { return &p.Latency.ITL.Stddev })},
	{name: "prefill-per-token", want: aDuration, set: duration(func(p *Profile) *time.Duration { return &p.Latency.PrefillPerToken })},
	{name: "jitter", want: aDuration, set: duration(func(p *Profile) *time.Duration { return &p.Latency.Jitter })},
	{name: "latency-distribution", want: "one of " + strings.Join(latency.Distributions(), ", "), set: func(p *Profile, value string) bool {
		return p.Latency.Distribution.UnmarshalText([]byte(value)) == nil
	}},
	{name: traceSetting, file: true, parse: (*Profile).loadTrace},
	{name: "response-delay-ms", want: "a number of milliseconds", set: (*Profile).setResponseDelay},
	{name: "tokens", want: aCount, set: func(p *Profile, value string) bool {
		n, ok := count(value)
		p.Tokens = pool.Sampler{Mean: float64(n)}
		return ok
	}},
	{name: "token-mean", want: aNumber, set: number(func(p *Profile) *float64 { return &p.Tokens.Mean })},
	{name: "token-stddev", want: aNumber, set: number(func(p *Profile) *float64 { return &p.Tokens.Stddev })},
	{name: "stream-tokens", want: aCount, set: func(p *Profile, value string) bool {
		n, ok := count(value)
		p.StreamTokensMin, p.StreamTokensMax = n, n
		return ok
	}},
	{name: "stream-tokens-min", want: aCount, set: integer(func(p *Profile) *int { return &p.StreamTokensMin })},
	{name: "stream-tokens-max", want: aCount, set: integer(func(p *Profile) *int { return &p.StreamTokensMax })},
	{name: "reasoning-tokens", want: aNumber, set: number(func(p *Profile) *float64 { return &p.ReasoningTokens })},
	{name: "tool-call-rate", want: aRate, set: number(func(p *Profile) *float64 { return &p.ToolCallRate })},
	{name: "context-window", want: aWindow, set: (*Profile).setContextWindow},
	{name: "accent", want: anAccent, set: (*Profile).setAccent},
	{name: "error-rate", want: aRate, set: number(func(p *Profile) *float64 { return &p.ErrorRate })},
	{name: "error-status", want: "statuses such as 429,503", set: (*Profile).setErrorStatus},
	{name: "rpm", file: true, want: aCount, set: integer(func(p *Profile) *int { return &p.RPM })},
	{name: "tpm", file: true, want: aCount, set: integer(func(p *Profile) *int { return &p.TPM })},
	{name: "status", want: "a status such as 503", set: (*Profile).setStatus},
	{name: "fault", parse: (*Profile).setFault},
	{name: "quirk", parse: (*Profile).setQuirk},
}

const (
	aDuration = "a duration such as 200ms or 500us"
	aNumber   = "a number"
	aCount    = "a whole number"
	aRate     = "a number from 0 to 1"
)

// Known reports whether a setting has that name.
func Known(name string) bool { return name == profileSetting || findSettingDef(name) != nil }

func findSettingDef(name string) *settingDef {
	i := slices.IndexFunc(settingDefs, func(k settingDef) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &settingDefs[i]
}

// Apply applies the settings, profile before all others. The error names the setting.
func (p *Profile) Apply(settings ...Setting) error { return p.apply(true, settings) }

func (p *Profile) apply(files bool, settings []Setting) error {
	if !files {
		settings = stddevsLast(settings)
	}
	settings, err := expandProfiles(settings)
	if err != nil {
		return err
	}
	for _, s := range settings {
		d := findSettingDef(s.Name)
		if d == nil || d.file && !files {
			return &SettingError{s, "is unknown"}
		}
		before := p.Latency
		if err := d.apply(p, s); err != nil {
			return err
		}
		if !files {
			p.Latency.TTFT.Stddev = scaledStddev(p.Latency.TTFT, before.TTFT)
			p.Latency.ITL.Stddev = scaledStddev(p.Latency.ITL, before.ITL)
		}
	}
	return nil
}

// apply applies a setting that d defines.
func (d *settingDef) apply(p *Profile, s Setting) error {
	if d.parse != nil {
		if err := d.parse(p, s.Value); err != nil {
			return &SettingError{s, err.Error()}
		}
		return nil
	}
	if !d.set(p, s.Value) {
		return &SettingError{s, fmt.Sprintf("must be %s, not %q", d.want, s.Value)}
	}
	return nil
}

// expandProfiles replaces profile settings by the settings of those profiles, before
// all others.
func expandProfiles(settings []Setting) ([]Setting, error) {
	var first, others []Setting
	for _, s := range settings {
		if s.Name != profileSetting {
			others = append(others, s)
			continue
		}
		made, ok := Builtin(s.Value)
		if !ok {
			return nil, &SettingError{s, fmt.Sprintf("must be one of %s, not %q", strings.Join(Builtins(), ", "), s.Value)}
		}
		first = append(first, made...)
	}
	return append(first, others...), nil
}

// profileSetting is the setting that stands for those of a built-in profile.
const profileSetting = "profile"

// traceSetting is the setting whose value is a path.
const traceSetting = "latency-trace"

// SettingError is the error of a setting.
type SettingError struct {
	Setting Setting
	Why     string
}

func (e *SettingError) Error() string { return e.Setting.Name + " " + e.Why }

func duration(of func(*Profile) *time.Duration) func(*Profile, string) bool {
	return func(p *Profile, value string) bool {
		d, err := time.ParseDuration(value)
		*of(p) = d
		return err == nil && d >= 0
	}
}

// clearingTrace is duration for a setting that a trace would replace: setting it
// removes the trace.
func clearingTrace(of func(*Profile) *time.Duration) func(*Profile, string) bool {
	set := duration(of)
	return func(p *Profile, value string) bool {
		p.Latency.Trace = nil
		return set(p, value)
	}
}

func number(of func(*Profile) *float64) func(*Profile, string) bool {
	return func(p *Profile, value string) bool {
		n, err := strconv.ParseFloat(value, 64)
		*of(p) = n
		return err == nil && n >= 0 && !math.IsInf(n, 0)
	}
}

func integer(of func(*Profile) *int) func(*Profile, string) bool {
	return func(p *Profile, value string) (ok bool) {
		*of(p), ok = count(value)
		return ok
	}
}

// count parses a whole number of tokens.
func count(value string) (int, bool) {
	n, err := strconv.Atoi(value)
	return n, err == nil && n >= 1 && n <= pool.MaxTokens
}

func (p *Profile) setResponseDelay(value string) bool {
	ms, err := strconv.ParseFloat(value, 64)
	p.ResponseDelay = time.Duration(ms * float64(time.Millisecond))
	return err == nil && ms >= 0 && ms <= math.MaxInt32
}

// maxTrace is the largest file of a trace in bytes.
const maxTrace = 256 << 20

// loadTrace reads the file of a trace. Its path may come from a client of the admin
// interface, and reading what is no regular file might never end.
func (p *Profile) loadTrace(path string) error {
	stat, err := os.Stat(path)
	switch {
	case err != nil: // that of opening it says more
	case !stat.Mode().IsRegular():
		return fmt.Errorf("cannot be read: %s is not a regular file", path)
	case stat.Size() == 0: // as are the files of /proc, of which some never end
		return fmt.Errorf("cannot be read: %s is empty", path)
	case stat.Size() > maxTrace:
		return fmt.Errorf("cannot be read: %s has %d bytes, more than %d", path, stat.Size(), maxTrace)
	}
	if p.Latency.Trace, err = latency.OpenTrace(path); err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	return nil
}

func (p *Profile) setErrorStatus(statuses string) bool {
	p.ErrorStatus = nil
	for text := range strings.SplitSeq(statuses, ",") {
		status, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || status < 400 || status > 599 {
			return false
		}
		p.ErrorStatus = append(p.ErrorStatus, status)
	}
	return true
}

func (p *Profile) setStatus(status string) bool {
	p.ErrorRate = 1
	p.Faults = nil
	return p.setErrorStatus(status) && len(p.ErrorStatus) == 1
}

// setFault parses FAULT, which then happens to every request, or FAULT=RATE, which is
// added to the other faults.
func (p *Profile) setFault(text string) error {
	spec, err := fault.Parse(text)
	if err == nil {
		p.ErrorRate = 0
		p.Faults = fault.Plan{{Spec: spec, Rate: 1}}
		return nil
	}
	rated, errRated := fault.ParseRated(text)
	if errRated == nil {
		p.Faults = append(slices.Clone(p.Faults), rated)
		return nil
	}
	if at := strings.LastIndexByte(text, '='); at >= 0 {
		if _, unknown := fault.Parse(text[:at]); unknown == nil { // only the rate is wrong
			err = errRated
		}
	}
	return fmt.Errorf("must be a fault such as stall:after=3 or stall:after=3=0.1: %w", err)
}

// setQuirk parses QUIRK, which every answer then has, or QUIRK=RATE, which is added to the
// other quirks.
func (p *Profile) setQuirk(text string) error {
	var err error
	if strings.Contains(text, "=") {
		var rated quirk.Rated
		if rated, err = quirk.ParseRated(text); err == nil {
			p.Quirks = append(slices.Clone(p.Quirks), rated)
		}
	} else {
		var set quirk.Set
		if set, err = quirk.ParseSet(text); err == nil {
			p.Quirks = quirk.Plan{{Set: set, Rate: 1}}
		}
	}
	if err != nil {
		return fmt.Errorf("must be a quirk such as crlf, or several with a rate as in crlf+bom=0.1: %w", err)
	}
	return nil
}
