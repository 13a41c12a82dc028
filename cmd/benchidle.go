package cmd

import (
	"errors"
	"fmt"

	"github.com/alecthomas/kong"
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
		case name == "arrivals" && !c.mayPace():
			return errors.New("--arrivals needs --rate: without it each connection waits for its answer")
		case name == "mock-flags" && !c.Mock && !c.Oracle:
			return errors.New("--mock-flags needs --mock or --oracle")
		case needsCompare(name) && len(c.Compare) == 0:
			return fmt.Errorf("--%s needs --compare", name)
		}
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
	return c.Rate > 0 || c.Sweep || len(c.Compare) > 0 && c.Connections == 0
}

// needsCompare reports whether a flag is about the URLs of --compare.
func needsCompare(flag string) bool {
	switch flag {
	case "blocks", "compare-api-key", "compare-header", "compare-model":
		return true
	}
	return false
}
