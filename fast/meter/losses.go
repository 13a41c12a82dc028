package meter

import "github.com/prometheus/client_golang/prometheus"

// losses describes the metrics of what was not answered, recorded or logged.
type losses struct{ hangUps, memoryShort, unrecorded, unlogged *prometheus.Desc }

func (c *collector) describeLosses() {
	c.losses = losses{
		hangUps: c.describe("hangups_total",
			"Clients that left before the end of an answer that waited for something."),
		memoryShort: c.describe("memory_refusals_total",
			"Requests that were refused because bodies and answers held all the memory that they may hold."),
		unrecorded: c.describe("unrecorded_requests_total",
			"Requests that were not recorded, because the file could not take them in time."),
		unlogged: c.describe("unlogged_lines_total",
			"Log lines that were dropped, because stderr could not take them in time."),
	}
}

func (c *collector) collectLosses(s scrape) {
	s.counter(c.losses.hangUps, valueOf(c.sources.HangUps))
	s.counter(c.losses.memoryShort, valueOf(c.sources.MemoryShort))
	s.counter(c.losses.unrecorded, valueOf(c.sources.Unrecorded))
	s.counter(c.losses.unlogged, valueOf(c.sources.Unlogged))
}
