package meter

import "github.com/prometheus/client_golang/prometheus"

// answers describes the metrics of answers that are more than generated: with faults or
// quirks, replayed or preset.
type answers struct{ faults, quirks, replayed, fixtures, unmatched *prometheus.Desc }

func (c *collector) describeAnswers() {
	c.answers = answers{
		faults: c.describe("faults_total",
			"Faults that were injected, by kind.", "kind"),
		quirks: c.describe("quirks_total",
			"Answers with a quirk, by kind.", "kind"),
		replayed: c.describe("replayed_requests_total",
			"Requests by how their recorded answer was found: hash, prompt, turn, or none if there was no answer.", "match"),
		fixtures: c.describe("fixture_answers_total",
			"Requests that a fixture answered, by its name.", "fixture"),
		unmatched: c.describe("fixture_misses_total",
			"Requests for text that matched no fixture, while there were any."),
	}
}

func (c *collector) collectAnswers(s scrape) {
	s.counters(c.answers.faults, c.sources.Faults)
	s.counters(c.answers.quirks, c.sources.Quirks)
	s.counters(c.answers.replayed, c.sources.Replayed)
	if s.counters(c.answers.fixtures, c.sources.Fixtures) > 0 {
		s.counter(c.answers.unmatched, valueOf(c.sources.Unmatched))
	}
}
