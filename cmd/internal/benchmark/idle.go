package benchmark

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/alecthomas/kong"

	"mock-openai/bench/load"
	"mock-openai/bench/verify"
)

// idleErr says which flag of the command line has no effect with the others. A figure that
// was measured without it would be taken for another.
func (c *Command) idleErr(line *kong.Context) error {
	idle := c.idleFlags()
	for _, at := range line.Path {
		if at.Flag == nil {
			continue
		}
		name := at.Flag.Name
		switch {
		case c.Report == "report" && !slices.Contains(fileFlags, name):
			return fmt.Errorf("--%s makes no sense with bench report, which loads nothing: only --html, --csv, --json and --quiet go with it", name)
		case slices.Contains(positiveFlags, name) && at.Flag.Target.IsZero():
			return fmt.Errorf("--%s must be above 0", name)
		}
		for _, f := range idle {
			if f.idle && f.flag == name {
				return fmt.Errorf("--%s %s", name, f.why)
			}
		}
	}
	return nil
}

// fileFlags go with bench report.
var fileFlags = []string{"html", "csv", "json", "quiet", "help"}

// positiveFlags are numbers for which 0 stands for something else if they are not given.
var positiveFlags = []string{"connections", "duration", "requests", "rate", "prompt-tokens", "max-tokens", "pid", "port-of"}

// idleFlag says whether a flag has no effect with the others, and why.
type idleFlag struct {
	flag string
	idle bool
	why  string
}

// idleFlags returns what is checked of flags that are given. The first match counts.
func (c *Command) idleFlags() []idleFlag {
	const needsCompare = "needs --compare"
	const namedModel = "makes no sense here: the path of each URL names the model"
	alone, duration := len(c.Compare) == 0, cmp.Or(c.Duration, load.DefaultDuration)
	return []idleFlag{
		{"arrivals", !c.mayPace(), "needs --rate: without it each connection waits for its answer"},
		{"mock-flags", !c.Mock && !c.Oracle, "needs --mock or --oracle"},
		{"blocks", alone, needsCompare},
		{"blocks", c.Sweep, "makes no sense with --sweep, which loads one URL after the other"},
		{"compare-api-key", alone, needsCompare},
		{"compare-header", alone, needsCompare},
		{"compare-model", alone, needsCompare},
		{"compare-model", c.areNamed(c.Compare), namedModel},
		{"model", c.areNamed(c.modelURLs()), namedModel},
		{"max-tokens", c.API == verify.Embeddings.Name, "makes no sense with --api " + verify.Embeddings.Name},
		{"unique", c.Body != nil, "makes no sense with --body: {{unique}} in a body does the same"},
		{"verify", c.Oracle, "conflicts with --oracle: use one of them"},
		{"ramp", c.Ramp > 0 && c.Sweep && !c.Stream, "makes no sense with --sweep but for the streams at once of --stream"},
		{"ramp", c.Ramp > 0 && !c.Sweep && !alone, "makes no sense with --compare, whose turns are short: --warmup loads each URL before them"},
		{"ramp", !c.Sweep && c.Ramp > duration && (c.Requests == 0 || c.Duration > 0), fmt.Sprintf("%v is longer than --duration %v", c.Ramp, duration)},
	}
}

// modelURLs returns the URLs whose model --model is.
func (c *Command) modelURLs() []string {
	if c.CompareModel != "" {
		return []string{c.URL}
	}
	return c.targets()
}

// areNamed reports whether the paths of all these URLs name the model.
func (c *Command) areNamed(urls []string) bool {
	return c.api().HasModelInPath() && !slices.ContainsFunc(urls, func(target string) bool { return !verify.NamesModel(requestURI(target)) })
}

// mayPace reports whether requests may be sent at a rate.
func (c *Command) mayPace() bool {
	return c.Rate > 0 || c.Sweep || len(c.Compare) > 0 && c.Connections == 0 && c.Requests == 0
}
