// Package cmd is the command line: it alone reads flags and the environment,
// prints, and handles signals.
package cmd

import (
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"mock-openai/fast"
	"mock-openai/pool"
)

// version is set by -ldflags "-X mock-openai/cmd.version=…".
var version = "dev"

const (
	statusFailed = 1 // it could not do what it was asked
	statusUsage  = 2 // it could not understand what it was asked
)

// commandLine is everything a user can type.
type commandLine struct {
	Serve serveCommand `cmd:"" default:"withargs" help:"Serve the API; this is what mock-openai does without a command. Each flag can be set by the environment variable named behind it; the flag wins."`

	Version kong.VersionFlag `short:"V" env:"-" help:"Show the version and exit."`
}

// Main runs the command that args name and returns the process's exit status.
func Main(args []string) int {
	var line commandLine
	parser, err := kong.New(&line,
		kong.Name("mock-openai"),
		kong.Description("A mock of the OpenAI API, fast enough to load test what stands in front of it."),
		kong.Help(help),
		kong.DefaultEnvars("MOCK_OPENAI"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{
			"version":           "mock-openai " + version,
			"articles":          fmt.Sprint(pool.DefaultArticles),
			"token_mean":        fmt.Sprint(fast.DefaultTokenMean),
			"token_stddev":      fmt.Sprint(fast.DefaultTokenStddev),
			"stream_tokens_min": fmt.Sprint(fast.DefaultStreamTokensMin),
			"stream_tokens_max": fmt.Sprint(fast.DefaultStreamTokensMax),
			"models":            strings.Join(fast.DefaultModels, ","),
		})
	if err != nil {
		return fail(statusFailed, err)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return fail(statusUsage, err)
	}
	if err := ctx.Run(); err != nil {
		return fail(statusFailed, err)
	}
	return 0
}

// help shows the flags of serve to who asks for no command in particular.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if ctx.Selected() == nil {
		serve, err := kong.Trace(ctx.Kong, []string{"serve"})
		if err != nil {
			return err
		}
		ctx = serve
	}
	return kong.DefaultHelpPrinter(options, ctx)
}

// fail says what went wrong.
func fail(status int, err error) int {
	warn(err)
	return status
}

// warn says in one line what went wrong.
func warn(err error) {
	fmt.Fprintf(os.Stderr, "mock-openai: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
}
