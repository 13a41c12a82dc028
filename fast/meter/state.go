package meter

import (
	"cmp"

	"github.com/prometheus/client_golang/prometheus"
)

// state describes the metrics of what the server holds at present.
type state struct{ connections, memoryHeld, phase *prometheus.Desc }

func (c *collector) describeState() {
	c.state = state{
		connections: c.describe("connections",
			"Open connections, by state: open while served, parked while idle.", "state"),
		memoryHeld: c.describe("memory_held_bytes",
			"Bytes that request bodies and answers hold, except those of up to 32 KiB."),
		phase: c.describe("scenario_phase",
			"1 for the current phase of the scenario, or for none.", "phase"),
	}
}

func (c *collector) collectState(s scrape) {
	var open, parked int
	if c.sources.Connections != nil {
		open, parked = c.sources.Connections()
	}
	s.gauge(c.state.connections, open, "open")
	s.gauge(c.state.connections, parked, "parked")
	s.gauge(c.state.memoryHeld, int(valueOf(c.sources.MemoryHeld)))
	s.gauge(c.state.phase, 1, cmp.Or(valueOf(c.sources.Phase), "none"))
}
