package benchmark

import (
	"fmt"

	"mock-openai/bench/load"
	"mock-openai/bench/report"
)

// notes returns what the reader should know before the figures.
func (c *Command) notes(r *report.Report, rate float64) []string {
	var all notes
	switch {
	case rate == 0 && c.connections() == 1: // no request waits behind another
	case rate == 0:
		all.add("In a closed loop times include waiting behind other requests of %s; --rate N sets the load.", counted(c.connections(), "connection"))
	case c.Rate == 0:
		all.add("The rate is a quarter of what the slowest URL bore with %d connections; --rate N sets it, -c N loads in a closed loop.", c.connections())
	}
	if c.Verify && !c.Unique && c.Body == nil {
		all.add("All prompts are the same: an answer to another request is not told apart.")
	}
	for i := range r.Targets {
		t := &r.Targets[i]
		c.noteTexts(&all, t)
		c.noteAnswers(&all, t)
		c.noteTimes(&all, r, t, rate)
	}
	return all
}

// notes are what the reader should know.
type notes []string

func (n *notes) add(format string, values ...any) { *n = append(*n, fmt.Sprintf(format, values...)) }

// noteTexts tells which texts were not compared.
func (c *Command) noteTexts(all *notes, t *report.Target) {
	if t.Verify != nil && t.Verify.Uncompared > 0 {
		all.add("The text of %d answers of %s was not compared: only what the model echo says is known. All else was checked. If the server is a mock-openai, add --model echo.", t.Verify.Uncompared, t.URL)
	}
	if c.saysOtherTexts(t) {
		all.add("No answer of %s has the text that was sent. Unless the gateway changes every text, its model is not echo: see --model and --compare-model, or run the mock with --echo.", t.URL)
	}
}

// noteAnswers tells of answers that are others than were asked for, although nothing failed.
func (c *Command) noteAnswers(all *notes, t *report.Target) {
	if t.Compressed > 0 {
		all.add("%d answers of %s are compressed: neither events nor tokens in them were read. Have the gateway leave answers as they are.", t.Compressed, t.URL)
	}
	if whole := t.Requests - t.Streams - t.Compressed; c.Stream && whole > 0 {
		all.add("%d of %d answers of %s are no streams, although --stream asks for them: TTFT, TPOT and the waits between events are those of the others.", whole, t.Requests, t.URL)
	}
	if t.Silent > 0 {
		all.add("%d of %d streams of %s have no content: TTFT and TPOT are those of the others.", t.Silent, t.Streams, t.URL)
	}
	if t.Foreign > 0 && (c.Body == nil || len(c.Body) > 0) {
		all.add("%d of %d answers of %s are empty, or neither JSON nor streams of events, such as a page of a gateway: --verify shows them.", t.Foreign, t.Requests, t.URL)
	}
	if leave, _ := share(c.Cancel); float64(t.Left) < leave*float64(t.Sent-t.Errors-t.CutOff)/2 {
		all.add("Only %d of %d clients left %s before the answer ended, and --cancel asks for %s: answers end too soon for it.", t.Left, t.Sent, t.URL, c.Cancel)
	}
}

// noteTimes tells why times may be others than the reader takes them for.
func (c *Command) noteTimes(all *notes, r *report.Report, t *report.Target, rate float64) {
	blocks := 1
	if len(r.Added) > 0 { // the run may have ended early
		blocks = max(r.Added[0].Blocks, 1)
	}
	switch half := t.Seconds * 1e3 / float64(blocks) / 2; {
	case t.Latency == nil || t.Latency.P50 <= half || c.Requests > 0:
	case blocks == 1:
		all.add("Half of the answers of %s took longer than half of the time in which requests were sent: raise --duration.", t.URL)
	default:
		all.add("Half of the answers of %s took longer than half of a round: raise --duration, or lower --blocks.", t.URL)
	}
	if c.Duration == 0 && t.Sent < int64(c.Requests) && t.Seconds >= load.Longest.Seconds() {
		all.add("Only %d of %d requests to %s were sent: without --duration a run ends after %v.", t.Sent, c.Requests, t.URL, load.Longest)
	}
	switch {
	case t.Late == nil || t.Late.P99 <= 1:
	case t.Errors == 0 && t.Latency != nil && rate*t.Latency.Max/1e3 < float64(c.connections()):
		all.add("1 in 100 requests to %s was sent %s ms late or more, though connections were free: other programs used this machine, or this client needs more of it.", t.URL, report.Significant(t.Late.P99, 3))
	default:
		all.add("1 in 100 requests to %s was sent %s ms late or more: raise -c, or lower --rate.", t.URL, report.Significant(t.Late.P99, 3))
	}
}

// counted returns n of a thing.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
