// Package report shows the results of runs as text that fits on a screen, as an HTML page, as
// CSV and as JSON. The other formats can be made from the JSON. A Report is filled by hand,
// with TimesOf for its times, or by package bench.
package report

import "time"

// Report is the result of a run.
type Report struct {
	Version string    `json:"version"` // of mock-openai
	Started time.Time `json:"started"`
	Machine string    `json:"machine"` // system, processors, their model
	Command []string  `json:"command"`
	Load    string    `json:"load"`  // in words: "closed loop, 64 connections"
	Notes   []string  `json:"notes"` // what to know before reading the figures

	// Targets are the URLs that were loaded. The others are compared with the first.
	Targets []Target `json:"targets"`
	// Added is what each target except the first adds to the first.
	Added []Added `json:"added,omitempty"`
	// Frontier is, for a sweep, how much load each target sustains.
	Frontier []Frontier `json:"frontier,omitempty"`
	// Failed are the conditions of --fail-if that hold.
	Failed []string `json:"failed,omitempty"`
}

// Target is the result of loading one URL. A figure without data is nil.
type Target struct {
	URL     string  `json:"url"`
	Seconds float64 `json:"seconds"` // from the first request to the last answer
	Sent    int64   `json:"sent"`    // requests; Requests + Errors + Left + CutOff

	Requests          int64            `json:"requests"`            // whole answers of status 2xx, without error events
	RequestsPerSecond float64          `json:"requests_per_second"` // over all Seconds
	Offered           *float64         `json:"offered_per_second"`  // of an open loop: what was to be sent
	SentPerSecond     *float64         `json:"sent_per_second"`     // of an open loop: until the last request was sent
	Errors            int64            `json:"errors"`
	ErrorsByKind      map[string]int64 `json:"errors_by_kind,omitempty"` // a status, "timeout", "error event" or "connection"
	FirstError        string           `json:"first_error,omitempty"`
	Left              int64            `json:"left"`    // by clients that leave by intent
	CutOff            int64            `json:"cut_off"` // under way when the run was interrupted
	Resent            int64            `json:"resent"`  // of sent, those sent again, as the server had closed the connection
	Bytes             int64            `json:"bytes"`
	Events            int64            `json:"events"`
	Streams           int64            `json:"streams"`              // of requests
	Silent            int64            `json:"silent,omitempty"`     // of streams, those without content
	Foreign           int64            `json:"foreign,omitempty"`    // of requests, answers that are neither streams nor JSON, or empty
	Compressed        int64            `json:"compressed,omitempty"` // of requests, answers that were not read since they are compressed

	EventsPerAnswer *float64 `json:"events_per_answer"` // of streams
	TokensPerAnswer *float64 `json:"tokens_per_answer"` // as usage tells

	Latency    *Times   `json:"latency_ms"`        // of whole answers
	TTFT       *Times   `json:"ttft_ms"`           // to the first event with content
	FirstEvent *Times   `json:"first_event_ms"`    // to the first event of any kind
	Gaps       *Times   `json:"between_events_ms"` // 0 between events of one read
	TPOT       *Times   `json:"tpot_ms"`           // time per token after the first, a value for each answer
	Connect    *Times   `json:"connect_ms"`        // time to open a connection
	Late       *Times   `json:"late_ms"`           // of an open loop: sent after the intended start
	Goodput    *Goodput `json:"goodput,omitempty"`
	Verify     *Verify  `json:"verify,omitempty"`
	Series     []Second `json:"series"`
	Client     *Usage   `json:"client"` // of this process, during the load
	Process    *Process `json:"process,omitempty"`
	LeastHead  *float64 `json:"least_headroom"` // of the mock, from its /metrics
}

// Times are durations in milliseconds.
type Times struct {
	Count     int64   `json:"count"`
	Mean      float64 `json:"mean"`      // exact
	Deviation float64 `json:"deviation"` // exact
	Min       float64 `json:"min"`
	P50       float64 `json:"p50"`
	P90       float64 `json:"p90"`
	P99       float64 `json:"p99"`
	P999      float64 `json:"p99.9"`
	Max       float64 `json:"max"`
	// Buckets are in ascending order, each about 1 % wide. Empty ones are left out.
	Buckets []Bucket `json:"buckets"`
}

// Bucket counts the durations of at most Limit that are longer than the Limit of the bucket
// before.
type Bucket struct {
	Limit float64 `json:"le"` // ms
	Count int64   `json:"n"`
}

// Second is one second of a load. The last one may be shorter.
type Second struct {
	At       float64  `json:"at"`     // its end, in seconds since the start of the run
	Length   float64  `json:"length"` // in seconds: the last one of a load is shorter; 0 means 1
	Requests int64    `json:"requests"`
	Errors   int64    `json:"errors"`
	InFlight int64    `json:"in_flight"` // at its end
	P50      *float64 `json:"p50_ms"`
	P99      *float64 `json:"p99_ms"`
	Headroom *float64 `json:"headroom"` // of the mock
}

// Goodput is the share of the requests that met the objectives of --slo.
type Goodput struct {
	Objectives string  `json:"slo"`
	Share      float64 `json:"share"`      // of the requests whose clients waited for the answer
	PerSecond  float64 `json:"per_second"` // of an open loop: until the last request was sent
}

// Verify is the result of checking every answer.
type Verify struct {
	Checked int64 `json:"checked"`
	Intact  int64 `json:"intact"`
	// Uncompared are the answers among Checked whose text was unknown. The rest of them was
	// checked.
	Uncompared int64            `json:"text_not_compared,omitempty"`
	Faults     map[string]int64 `json:"faults"` // answers by kind; one may have several
	Merged     *float64         `json:"merged_events_share"`
	First      []Fault          `json:"first"` // the first of each kind
}

// Fault is an answer that is not intact.
type Fault struct {
	Kind      string `json:"kind"`
	RequestID string `json:"request_id"`
	Expected  string `json:"expected"`
	Came      string `json:"came"`
}

// Usage is what a process used.
type Usage struct {
	CPU      float64 `json:"cpu"`            // processors busy, on average: 1.5 is one and a half
	Resident int64   `json:"resident_bytes"` // most seen; 0 where the system does not tell
}

// Process is a watched process, such as a gateway.
type Process struct {
	PID      int    `json:"pid"`
	Name     string `json:"name"`
	Children int    `json:"children"` // that are part of the figures
	Idle     Usage  `json:"idle"`
	Under    Usage  `json:"under_load"` // of its own URL
	After    Usage  `json:"after"`
	Ended    bool   `json:"ended,omitempty"` // before the end of the run: After is 0
}

// Added is what a target adds to the first one.
type Added struct {
	URL     string `json:"url"`
	Blocks  int    `json:"blocks"` // pairs that the intervals are made of
	Verdict string `json:"verdict"`
	// Distrust lists reasons not to take the figures for what the gateway adds.
	Distrust    []Distrust   `json:"distrust"`
	Differences []Difference `json:"differences"`
}

// Distrust is one such reason.
type Distrust struct {
	Kind string `json:"kind"` // ENDED-EARLY, ERRORS, MOCK-BOUND, CLIENT-BOUND, NOISY, TOO-FEW
	Why  string `json:"why"`
}

// Difference is how a figure of a target differs from that of the first one. The true
// difference is between Low and High with a confidence of 95 %.
type Difference struct {
	Name   string  `json:"name"` // "latency p50 ms"
	Direct float64 `json:"direct"`
	Via    float64 `json:"via"`
	Added  float64 `json:"added"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// Frontier is how much load one target sustains.
type Frontier struct {
	URL     string  `json:"url"`
	Steps   []Step  `json:"steps"`           // all that were tried, by rate
	Limits  []Limit `json:"limits"`          // highest rates by limit of p99
	TTFT    bool    `json:"limits_of_ttft"`  // that p99 is of TTFT, as in streams, and not of whole answers
	Streams *int64  `json:"streams"`         // most paced streams sustained, nil if not sought
	Verify  *Verify `json:"verify"`          // of all steps; nil if nothing was checked
	Ended   string  `json:"ended,omitempty"` // why there are no more steps; "" at the end of the search
}

// Step is a rate that was tried.
type Step struct {
	Rate     float64  `json:"rate"`     // offered, requests a second
	Achieved float64  `json:"achieved"` // answered requests a second, over the time in which they were sent
	P50      *float64 `json:"p50_ms"`
	P99      *float64 `json:"p99_ms"`
	TTFT50   *float64 `json:"ttft_p50_ms"`
	TTFT99   *float64 `json:"ttft_p99_ms"`
	Errors   int64    `json:"errors"`
	Intact   bool     `json:"intact"`
}

// Limited are p50 and p99 of what the limits are about, of one of f's steps.
func (f *Frontier) Limited(s *Step) (p50, p99 *float64) {
	if f.TTFT {
		return s.TTFT50, s.TTFT99
	}
	return s.P50, s.P99
}

// Limit is the highest rate at which p99 stayed below Under; nil if there is none.
type Limit struct {
	Under float64  `json:"p99_under_ms"`
	Rate  *float64 `json:"rate"`
}
