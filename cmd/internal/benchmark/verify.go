package benchmark

import (
	"errors"
	"fmt"
	"strings"

	"mock-openai/bench/load"
	"mock-openai/bench/report"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

// verifyFlags are the flags that say how answers are checked.
type verifyFlags struct {
	Verify bool `env:"-" help:"Check every answer while it arrives: ask the model echo for a text that no other request has, and end with status 1 if one does not come back intact. With --body the text is compared only where the body's model is echo, as --model echo makes it; all else is checked in any case, and the report says how many texts were compared."`
	Oracle bool `env:"-" help:"Check every answer against what a mock-openai with --deterministic and the flags of --mock-flags must say, all of it. The requests are those without --verify."`
}

// verifyErr returns an error, in terms of flags, if those of verifyFlags make no sense.
func (c *Command) verifyErr() error {
	switch {
	case c.Body == nil || len(c.Body) > 0:
		return nil
	case c.Verify:
		return errors.New("--verify needs requests with a body: the file of --body is empty")
	case c.Model != "":
		return errors.New("--model makes no sense with an empty file of --body")
	case c.CompareModel != "":
		return errors.New("--compare-model makes no sense with an empty file of --body")
	}
	return nil
}

// checked returns what makes the requests to a URL and what checks their answers. The latter
// is nil if answers are not checked. compared reports whether the URL is one of --compare.
func (c *Command) checked(target string, compared bool) (load.Targeter, func() load.Checker, error) {
	config := verify.Config{API: c.api(), Model: c.model(compared), Tokens: c.PromptTokens, MaxTokens: c.MaxTokens}
	if c.Oracle || !c.Verify || c.Body != nil || !c.Unique {
		targeter, err := c.targeter(target, compared)
		if err != nil || !c.Oracle && !c.Verify {
			return targeter, nil, err
		}
		config.Targeter = targeter
	}
	if c.Oracle {
		var err error
		if config.Oracle, err = c.oracle(); err != nil {
			return nil, nil, err
		}
		target = c.URL // which the server behind a gateway sees
	}
	target = c.withPath(target, compared)
	config.Path, config.Stream = requestURI(target), c.streamsAt(target)
	v, err := verify.New(config)
	if err != nil {
		return nil, nil, err
	}
	return v, v.Checker, nil
}

// mockFlags returns the flags of the server that answers.
func (c *Command) mockFlags() []string {
	flags := strings.Fields(c.MockFlags)
	switch {
	case c.Oracle:
		flags = append(flags, "--deterministic")
	case c.asksForTexts():
		flags = append(flags, "--echo") // a gateway may have no model of the name echo
	}
	return flags
}

// asksForTexts reports whether every answer must repeat a text that bench has made up.
func (c *Command) asksForTexts() bool {
	return c.Verify && !c.Oracle && c.Body == nil && c.Unique
}

// saysOtherTexts reports whether no answer of t has the text that was asked for. The model
// is then probably the wrong one, and the gateway changes nothing.
func (c *Command) saysOtherTexts(t *report.Target) bool {
	v := t.Verify
	return v != nil && c.asksForTexts() && v.Checked > 0 && v.Intact == 0 && v.Faults["changed_text"]+v.Faults["foreign_text"] > v.Checked/2
}

// oracle returns an oracle for the answers of a server with the flags of --mock-flags.
func (c *Command) oracle() (*fast.Oracle, error) {
	config, err := c.MockConfig(c.mockFlags())
	if err != nil {
		return nil, fmt.Errorf("--mock-flags: %w", err)
	}
	return fast.NewOracle(config)
}

// verified returns the result of checking the answers to l, or nil if they are not checked.
func verified(l load.Load) *report.Verify {
	if v, ok := l.Targeter.(*verify.Verify); ok {
		return v.Report()
	}
	return nil
}

// notIntact returns an error if answers were not intact.
func notIntact(r *report.Report) error {
	var errs []error
	check := func(url string, v *report.Verify) {
		if v != nil && v.Intact < v.Checked {
			errs = append(errs, fmt.Errorf("%d of %d answers from %s are not intact", v.Checked-v.Intact, v.Checked, url))
		}
	}
	for i := range r.Targets {
		check(r.Targets[i].URL, r.Targets[i].Verify)
	}
	for i := range r.Frontier {
		check(r.Frontier[i].URL, r.Frontier[i].Verify)
	}
	return errors.Join(errs...)
}
