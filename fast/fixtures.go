package fast

import (
	"iter"
	"strings"

	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/fixture"
)

// Fixtures are preset answers to requests that match. They can change while a server
// serves.
type Fixtures = fixture.Set

// Fixture is a preset answer and the requests that get it.
type Fixture = fixture.Fixture

// ErrNoFixture says that no fixture of a name was added.
var ErrNoFixture = fixture.ErrUnknown

// OpenFixtures returns the fixtures of a YAML or JSON file, or of all such files of a
// folder. Files of aimock and of mock-llm are understood, too.
func OpenFixtures(path string) (*Fixtures, error) { return fixture.Open(path) }

// Fixtures returns the fixtures of s.
func (s *Server) Fixtures() *Fixtures { return s.pipeline.Fixtures }

// newFixtures returns the fixtures that the configuration names.
func (s *Server) newFixtures() *fixture.Set {
	set := s.config.Answers.Fixtures
	if set == nil {
		set = new(fixture.Set)
	}
	if s.config.Answers.FixturesOnly {
		set.Only()
	}
	return set
}

// fixtureCounts returns the number of requests that each fixture has answered, by its name.
func (s *Server) fixtureCounts() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for _, f := range s.pipeline.Fixtures.All() {
			if !yield(f.Name, f.Answered()) {
				return
			}
		}
	}
}

// kinds are the kinds of endpoints as fixtures know them, by the ends of their paths. The
// first that fits counts.
var kinds = []struct{ end, kind string }{
	{"/chat/completions", fixture.Chat}, {"/chat", fixture.Chat}, {"/messages", fixture.Chat},
	{"/realtime", fixture.Chat}, {"/converse", fixture.Chat}, {"/converse-stream", fixture.Chat},
	{"/invoke", fixture.Chat}, {"/invoke-with-response-stream", fixture.Chat},
	{":generateContent", fixture.Chat}, {":streamGenerateContent", fixture.Chat},
	{":rawPredict", fixture.Chat}, {":streamRawPredict", fixture.Chat},
	{"/completions", fixture.Completions}, {"/generate", fixture.Completions},
	{"/responses", fixture.Responses},
	{"/embeddings", fixture.Embeddings}, {"/embed", fixture.Embeddings}, {":predict", fixture.Embeddings},
	{":embedContent", fixture.Embeddings}, {":batchEmbedContents", fixture.Embeddings},
	{"/moderations", fixture.Moderations}, {"/rerank", fixture.Rerank},
}

// target returns what fixtures know of e.
func (e *endpoint) target(d *dialect.Dialect) fixture.Target {
	t := fixture.Target{Dialect: d.Name}
	for _, k := range kinds {
		if e.codec != nil && !e.free && strings.HasSuffix(e.path, k.end) {
			t.Endpoint = k.kind
			break
		}
	}
	return t
}
