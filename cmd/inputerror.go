package cmd

import (
	"errors"
	"regexp"
	"strings"

	"mock-openai/cmd/internal/given"

	"github.com/alecthomas/kong"
)

// The parts of an error of kong's that can be said better.
var (
	inCommand     = regexp.MustCompile(`^(serve|bench|record|health|help|completion): `)
	fromVariable  = regexp.MustCompile(`^(--[a-z0-9-]+): (?s:(.*)) \(from envar ([A-Z0-9_]+)=".*"\)$`)
	noPort        = regexp.MustCompile(`expected a valid 16 bit uint but got ("[^"]*")`)
	noLevel       = regexp.MustCompile(`slog: level string (".*"): unknown name$`)
	noValue       = regexp.MustCompile(`^(--[a-z0-9-]+): expected .* value but got "EOL" \(<EOL>\)$`)
	notTogether   = regexp.MustCompile(`^(.*) can't be used together$`)
	unexpected    = regexp.MustCompile(`^unexpected argument ([a-z][a-z-]*)$`)
	flagInAnError = regexp.MustCompile(`--[a-z0-9]+(-[a-z0-9]+)*`)
)

// serviceLink is how the value begins that Kubernetes gives MOCK_OPENAI_PORT if there is a
// Service named mock-openai.
const serviceLink = `"tcp://`

// explain rewrites an error of kong in terms of what the user wrote: the variable, if a
// variable has set the flag. ctx is nil if kong understood nothing.
func explain(err error, app *kong.Application, ctx *kong.Context) error {
	text := inCommand.ReplaceAllString(err.Error(), "")
	if m := fromVariable.FindStringSubmatch(text); m != nil {
		text = m[3] + ": " + m[2]
		if strings.Contains(m[2], serviceLink) {
			text += "; if Kubernetes set it for a Service, set enableServiceLinks: false"
		}
	}
	text = noPort.ReplaceAllString(text, "must be a port from 0 to 65535, not $1")
	text = noLevel.ReplaceAllString(text, "must be debug, info, warn or error, not $1")
	text = noValue.ReplaceAllString(text, "$1 needs a value")
	text = notTogether.ReplaceAllString(text, "$1 conflict: use one of them")
	if m := unexpected.FindStringSubmatch(text); m != nil {
		text += didYouMean(m[1], namesOf(app.Leaves(true)))
	}
	if ctx != nil {
		text = flagInAnError.ReplaceAllStringFunc(text, sourceIn(ctx))
	}
	return errors.New(text)
}

// sourceIn returns a function that maps a flag to the variable that has set it, or else to
// itself.
func sourceIn(ctx *kong.Context) func(flag string) string {
	sources := map[string]string{}
	for _, flag := range ctx.Flags() {
		if name, ok := given.Variable(flag); ok {
			sources["--"+flag.Name] = name
		}
	}
	for _, part := range ctx.Path {
		if part.Flag != nil && !part.Resolved {
			delete(sources, "--"+part.Flag.Name) // the command line wins
		}
	}
	return func(flag string) string {
		if name, ok := sources[flag]; ok {
			return name
		}
		return flag
	}
}

// contextOf returns what kong had parsed before err, or nil if err does not say.
func contextOf(err error) *kong.Context {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		return wrong.Context
	}
	return nil
}

func namesOf(commands []*kong.Node) (names []string) {
	for _, command := range commands {
		names = append(names, command.Name)
	}
	return names
}
