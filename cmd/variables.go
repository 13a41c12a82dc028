package cmd

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

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
			warn(stderr, fmt.Errorf("the variable %s sets nothing%s", name, didYouMean(name, known)))
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

// variableThatSets returns the variable that has set flag, if any.
func variableThatSets(flag *kong.Flag) (name string, ok bool) {
	for _, name := range flag.Envs {
		if _, ok := os.LookupEnv(name); ok {
			return name, true
		}
	}
	return "", false
}
