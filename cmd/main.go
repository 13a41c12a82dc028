// Package cmd is the command line. With its rooms it alone reads flags and the environment,
// prints, and handles signals.
package cmd

import (
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"mock-openai/cmd/internal/benchmark"
	"mock-openai/cmd/internal/health"
	"mock-openai/cmd/internal/output"
	"mock-openai/cmd/internal/record"
	"mock-openai/cmd/internal/serve"
	"mock-openai/fast"
	"mock-openai/fast/lines"
)

const (
	statusFailed = 1 // it could not do what it was asked
	statusUsage  = 2 // it could not understand what it was asked
)

// commandLine is everything a user can type.
type commandLine struct {
	Serve  serve.Command     `cmd:"" default:"withargs" help:"Serve the API. This is what mock-openai does without a command."`
	Bench  benchmark.Command `cmd:"" help:"Load a URL, or several in turns to see what a gateway adds."`
	Record record.Command    `cmd:"" help:"Pass requests to a provider and keep what it answers, for --replay."`
	Health health.Command    `cmd:"" help:"Ask a server whether it is well: status 0 if it is, 1 and a line on stderr if not."`
	Help   helpCommand       `cmd:"" help:"Show a topic, or the list of topics."`
	Build  versionCommand    `cmd:"" name:"version" help:"Show version, commit and platform."`

	Quirks quirksCommand `cmd:"" help:"List the quirks: deviations that broke clients, with public reports."`

	Completion completionCommand `cmd:"" help:"Print a script that has a shell complete commands, flags and values."`

	Version kong.VersionFlag `short:"V" env:"-" help:"Show the version and exit."`
}

// Main runs the command that args name and returns the process's exit status.
func Main(args []string) int {
	var line commandLine
	parser, err := newParser(&line)
	if err != nil {
		return fail(statusFailed, err)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return fail(statusUsage, explain(err, parser.Model, contextOf(err)))
	}
	switch ctx.Selected().Name {
	case "serve", "bench":
		if !line.Bench.Mock { // its server warns of the same
			warnOfVariables(os.Stderr, parser.Model)
		}
	}
	if err := ctx.Run(); err != nil {
		return fail(statusFailed, explain(err, parser.Model, ctx))
	}
	return 0
}

// newParser returns the parser that reads arguments into line.
func newParser(line *commandLine) (*kong.Kong, error) {
	version := thisBuild().version
	line.Serve.Version, line.Bench.Version, line.Record.Version = version, version, version
	line.Bench.MockConfig = mockConfig
	return kong.New(line,
		kong.Name("mock-openai"),
		kong.Description("A mock of the OpenAI API, fast enough to load test what stands in front of it."),
		kong.Help(help),
		kong.DefaultEnvars(variablePrefix),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 120}),
		kong.ValueFormatter(func(value *kong.Value) string { return value.Help }), // without its variable, which has the same name
		kong.Resolvers(serve.ProfileDefaults{}),
		serve.Vars(),
		kong.Vars{
			"topics":  strings.Join(topics(), ", "),
			"version": "mock-openai " + version,
		})
}

// mockConfig returns the configuration of the server that these flags of serve start.
func mockConfig(flags []string) (fast.Config, error) {
	var line commandLine
	parser, err := newParser(&line)
	if err != nil {
		return fast.Config{}, err
	}
	if _, err := parser.Parse(append([]string{"serve"}, flags...)); err != nil {
		return fast.Config{}, err
	}
	return line.Serve.Config(new(lines.Writer))
}

// fail prints err and returns status, for os.Exit.
func fail(status int, err error) int {
	output.Warn(os.Stderr, err)
	return status
}
