package cmd

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/alecthomas/kong"

	"mock-openai/bench/load"
	"mock-openai/bench/verify"
)

// idleErr says which flag of the command line has no effect with the others. A figure that
// was measured without it would be taken for another.
func (c *benchCommand) idleErr(line *kong.Context) error {
	for _, at := range line.Path {
		if at.Flag == nil {
			continue
		}
		name := at.Flag.Name
		switch {
		case c.Report == "report" && !showsFiles(name):
			return fmt.Errorf("--%s makes no sense with bench report, which loads nothing: only --html, --csv, --json and --quiet go with it", name)
		case c.isZero(name):
			return fmt.Errorf("--%s must be above 0", name)
		case name == "arrivals" && !c.mayPace():
			return errors.New("--arrivals needs --rate: without it each connection waits for its answer")
		case name == "mock-flags" && !c.Mock && !c.Oracle:
			return errors.New("--mock-flags needs --mock or --oracle")
		case needsCompare(name) && len(c.Compare) == 0:
			return fmt.Errorf("--%s needs --compare", name)
		case name == "blocks" && c.Sweep:
			return errors.New("--blocks makes no sense with --sweep, which loads one URL after the other")
		case name == "model" && c.areNamed(c.modelURLs()), name == "compare-model" && c.areNamed(c.Compare):
			return fmt.Errorf("--%s makes no sense here: the path of each URL names the model", name)
		case name == "max-tokens" && c.API == verify.Embeddings.Name:
			return fmt.Errorf("--max-tokens makes no sense with --api %s", c.API)
		case name == "unique" && c.Body != nil:
			return errors.New("--unique makes no sense with --body: {{unique}} in a body does the same")
		case name == "verify" && c.Oracle:
			return errors.New("--verify conflicts with --oracle: use one of them")
		case name == "ramp" && c.Ramp > 0:
			if err := c.rampErr(); err != nil {
				return err
			}
		}
	}
	return nil
}

// modelURLs returns the URLs whose model --model is.
func (c *benchCommand) modelURLs() []string {
	if c.CompareModel != "" {
		return []string{c.URL}
	}
	return c.targets()
}

// areNamed reports whether the paths of all these URLs name the model.
func (c *benchCommand) areNamed(urls []string) bool {
	return c.api().HasModelInPath() && !slices.ContainsFunc(urls, func(target string) bool { return !verify.NamesModel(requestURI(target)) })
}

// isZero reports whether a number is 0 that stands for something else if it is not given.
func (c *benchCommand) isZero(flag string) bool {
	switch flag {
	case "connections":
		return c.Connections == 0
	case "duration":
		return c.Duration == 0
	case "requests":
		return c.Requests == 0
	case "rate":
		return c.Rate == 0
	case "prompt-tokens":
		return c.PromptTokens == 0
	case "max-tokens":
		return c.MaxTokens == 0
	case "pid":
		return c.PID == 0
	case "port-of":
		return c.PortOf == 0
	}
	return false
}

// rampErr returns an error if --ramp has no effect or never comes to its end.
func (c *benchCommand) rampErr() error {
	switch duration := cmp.Or(c.Duration, load.DefaultDuration); {
	case c.Sweep && !c.Stream:
		return errors.New("--ramp makes no sense with --sweep but for the streams at once of --stream")
	case c.Sweep:
	case len(c.Compare) > 0:
		return errors.New("--ramp makes no sense with --compare, whose turns are short: --warmup loads each URL before them")
	case c.Ramp > duration && (c.Requests == 0 || c.Duration > 0):
		return fmt.Errorf("--ramp %v is longer than --duration %v", c.Ramp, duration)
	}
	return nil
}

// showsFiles reports whether a flag goes with bench report.
func showsFiles(flag string) bool {
	switch flag {
	case "html", "csv", "json", "quiet", "help":
		return true
	}
	return false
}

// mayPace reports whether requests may be sent at a rate.
func (c *benchCommand) mayPace() bool {
	return c.Rate > 0 || c.Sweep || len(c.Compare) > 0 && c.Connections == 0 && c.Requests == 0
}

// needsCompare reports whether a flag is about the URLs of --compare.
func needsCompare(flag string) bool {
	switch flag {
	case "blocks", "compare-api-key", "compare-header", "compare-model":
		return true
	}
	return false
}
