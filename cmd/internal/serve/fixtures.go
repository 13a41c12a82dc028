package serve

import (
	"fmt"

	"mock-openai/fast"
)

// fixtureFlags are the flags of serve for preset answers.
type fixtureFlags struct {
	Fixtures     string `placeholder:"PATH" help:"Preset answers from a YAML or JSON file or folder."`
	FixturesOnly bool   `help:"Answer requests that match no fixture with 404."`
}

// configure reads the fixtures.
func (f *fixtureFlags) configure(config *fast.Config) (err error) {
	config.Answers.FixturesOnly = f.FixturesOnly
	if f.Fixtures == "" {
		return nil
	}
	if config.Answers.Fixtures, err = fast.OpenFixtures(f.Fixtures); err != nil {
		return fmt.Errorf("--fixtures: %w", err)
	}
	return nil
}

// reload reads the fixtures again.
func (f *fixtureFlags) reload(server *fast.Server) error {
	if err := server.Fixtures().Reload(); err != nil {
		return fmt.Errorf("--fixtures: %w", err)
	}
	return nil
}
