package serve

import (
	"fmt"

	"github.com/alecthomas/kong"

	"mock-openai/cmd/internal/given"
	"mock-openai/fast"
)

// idleErr returns an error if a flag was given that has no effect with the others. Values that
// change nothing anyway are accepted: whoever sets every variable sets many of them. So are
// flags that need slots, if the admin interface can change how many there are.
func (c *Command) idleErr(line *kong.Context) error {
	set := given.Flags(line)
	slotsFixed := !c.Admin && !c.AdminOnMain
	for _, f := range []struct {
		flag  string
		idle  bool
		needs string
	}{
		{"load-factor", slotsFixed && c.LoadFactor != 1 && c.MaxConcurrency < 2, "needs --max-concurrency 2 or more"},
		{"overload-status", slotsFixed && c.OverloadStatus != fast.DefaultOverloadStatus && c.MaxConcurrency == 0, "needs --max-concurrency"},
		{"error-status", !c.errsByDefault() && c.ErrorRate == 0, "needs --error-rate"},
		{"fail-first-with", c.FailFirst == 0, "needs --fail-first"},
		{"log-rate", c.LogRate > 0 && !c.Verbose, "needs --verbose"},
		{"ttft", c.LatencyTrace != "" && c.TTFT > 0, replaced},
		{"ttft-stddev", c.LatencyTrace != "" && c.TTFTStddev > 0, replaced},
		{"itl", c.LatencyTrace != "" && c.ITL > 0, replaced},
		{"itl-stddev", c.LatencyTrace != "" && c.ITLStddev > 0, replaced},
	} {
		if f.idle && set[f.flag] {
			return fmt.Errorf("--%s %s", f.flag, f.needs)
		}
	}
	return nil
}

// replaced says what --latency-trace does to the flags for times.
const replaced = "conflicts with --latency-trace, which replaces it: use one of them"
