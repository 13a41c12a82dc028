package profile

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// scenarios are the built-in scenarios, in the format of files.
var scenarios = []struct{ name, text string }{
	{"outage", `
phases:
  - {name: healthy, for: 60s}
  - {name: brown-out, for: 30s, slowdown: 1..6, error-rate: 0.2, error-status: [429, 503]}
  - {name: outage, for: 10s, error-rate: 1, error-status: 503}
  - {name: recovery, for: 30s, slowdown: 3..1, error-rate: 0.02, error-status: 503}
repeat: true
`},
	{"spike", `
phases:
  - {name: healthy, for: 45s}
  - {name: spike, for: 15s, slowdown: 10, error-rate: 0.05, error-status: 429}
repeat: true
`},
	{"leak", `
phases:
  - {name: leak, for: 10m, slowdown: 1..20}
  - {name: restart, for: 5s, fault: reset}
repeat: true
`},
	{"rate-limited", `
phases: # an hour's quota that is used up after two thirds, in a minute
  - {name: quota, for: 40s}
  - {name: rate-limited, for: 20s, fault: "error:status=429,for=20s"}
repeat: true
`},
}

// Scenarios returns the names of the built-in scenarios.
func Scenarios() []string {
	var names []string
	for _, s := range scenarios {
		names = append(names, s.name)
	}
	return names
}

// BuiltinScenario returns the built-in scenario of that name.
func BuiltinScenario(name string, base Profile) (*Scenario, error) {
	for _, s := range scenarios {
		if s.name == name {
			return ReadScenario([]byte(s.text), base)
		}
	}
	return nil, fmt.Errorf("%q is not one of %s", name, strings.Join(Scenarios(), ", "))
}

// OpenScenario returns the built-in scenario of that name, or reads the file at that
// path.
func OpenScenario(name string, base Profile) (*Scenario, error) {
	if slices.Contains(Scenarios(), name) {
		return BuiltinScenario(name, base)
	}
	data, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, fmt.Errorf("%q is neither a file nor one of %s", name, strings.Join(Scenarios(), ", "))
	}
	if err != nil {
		return nil, err
	}
	s, err := ReadScenario(data, base)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}
