// Command chart draws the ratios of a pinned-core run: CPU time per request
// over that of bare fasthttp, as a bar for each request.
package main

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"

	"mock-openai/bench/record"
)

// commandLine is everything a user can type.
type commandLine struct {
	Connections int    `default:"64" help:"The number of connections to draw."`
	Out         string `short:"o" default:"bench/chart.svg" help:"Where to write the SVG."`
	Raw         string `arg:"" help:"Raw results, as bench/pinned writes them."`
}

func (c *commandLine) Run() error {
	r, err := record.Read(c.Raw)
	if err != nil {
		return err
	}
	svg, err := draw(r, c.Connections)
	if err != nil {
		return fmt.Errorf("cannot draw %s: %w", c.Raw, err)
	}
	return os.WriteFile(c.Out, svg, 0o644)
}

func main() {
	line := kong.Parse(new(commandLine))
	line.FatalIfErrorf(line.Run())
}
