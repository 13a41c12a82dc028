package meter

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// requests describes the metrics of requests and their tokens.
type requests struct{ answered, byDialect, inFlight, queued, prompt, completion, events *prometheus.Desc }

func (c *collector) describeRequests() {
	c.requests = requests{
		answered: c.describe("requests_total",
			"Requests that were answered, by route and HTTP status; the endpoint is \"other\" where no route is.", "endpoint", "status"),
		byDialect: c.describe("dialect_requests_total",
			"Requests that were answered, by the wire format that they came in, such as openai.", "dialect"),
		inFlight: c.describe("requests_in_flight",
			"Streams that have not ended and, where answers are held back, requests that have not been answered."),
		queued: c.describe("requests_queued",
			"Requests that wait to be admitted."),
		prompt: c.describe("prompt_tokens_total",
			"Tokens in the prompts and inputs of answered requests."),
		completion: c.describe("completion_tokens_total",
			"Tokens in answers, counted when an answer begins."),
		events: c.describe("events_total",
			"SSE events that were written, [DONE] among them."),
	}
}

func (c *collector) collectRequests(s scrape) {
	byDialect := map[string]uint64{}
	for e, endpoint := range c.endpoints {
		var answered uint64
		for i := range c.counters {
			answered += c.counters[i].OK[e].Load()
		}
		s.counter(c.requests.answered, answered, endpoint.Path, strconv.Itoa(http.StatusOK))
		for i := range c.others[e] {
			if n := c.others[e][i].Load(); n > 0 {
				answered += n
				s.counter(c.requests.answered, n, endpoint.Path, strconv.Itoa(firstStatus+i))
			}
		}
		if endpoint.Dialect != "" {
			byDialect[endpoint.Dialect] += answered
		}
	}
	for dialect, n := range byDialect {
		s.counter(c.requests.byDialect, n, dialect)
	}
	s.gauge(c.requests.queued, valueOf(c.sources.Queued))
}

func (c *collector) collectTokens(s scrape) {
	var prompt, completion, events uint64
	for i := range c.counters {
		prompt += c.counters[i].PromptTokens.Load()
		completion += c.counters[i].CompletionTokens.Load()
		events += c.counters[i].Events.Load()
	}
	s.counter(c.requests.prompt, prompt)
	s.counter(c.requests.completion, completion)
	s.counter(c.requests.events, events)
}
