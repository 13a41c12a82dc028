package cmd

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"mock-openai/cmd/internal/output"

	"github.com/alecthomas/kong"
)

const variablePrefix = "MOCK_OPENAI"

// warnOfVariables warns of environment variables that look as if they set a flag but set
// none.
func warnOfVariables(stderr io.Writer, app *kong.Application) {
	known := variables(app)
	for _, set := range os.Environ() {
		name, _, _ := strings.Cut(set, "=")
		if strings.HasPrefix(name, variablePrefix+"_") && !slices.Contains(known, name) {
			output.Warn(stderr, fmt.Errorf("the variable %s sets nothing%s", name, didYouMean(name, known)))
		}
	}
}

// variables returns the names of all variables that set a flag of any command.
func variables(app *kong.Application) (all []string) {
	for _, command := range app.Leaves(false) {
		for _, flag := range flagsOf(command) {
			all = append(all, flag.Envs...)
		}
	}
	return all
}
