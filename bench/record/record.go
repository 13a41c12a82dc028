// Package record holds the raw results of a pinned-core run: what the runs
// write and the tables and the chart are made from.
package record

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

// Run is one pinned-core run. It is stored as JSON.
type Run struct {
	Date    string   `json:"date"`
	Machine string   `json:"machine"`
	Memory  string   `json:"memory,omitempty"` // how long loads take
	Kernel  string   `json:"kernel"`
	Go      string   `json:"go"`
	Version string   `json:"version"` // of mock-openai: a tag or commit
	Command string   `json:"command"`
	Tools   []string `json:"tools"` // the names and versions of what else was used
	Series  []Series `json:"series"`
}

// Series is one request at one number of connections, sent to several servers.
type Series struct {
	Request     string   `json:"request"`
	Connections int      `json:"connections"`
	Bytes       int      `json:"bytes"`            // in the body of the answer, on average
	Events      float64  `json:"events,omitempty"` // in a stream, on average
	Bar         float64  `json:"bar,omitempty"`    // the ratio not to exceed; 0 means none is set
	Servers     []Server `json:"servers"`
}

// Server is what one server did in each round.
type Server struct {
	Name   string  `json:"name"`
	Rounds []Round `json:"rounds"`
}

// Round is one run of the load generator.
type Round struct {
	Requests int     `json:"requests"`
	Seconds  float64 `json:"seconds"`
	CPU      float64 `json:"cpu_seconds"` // of the server's process, user and system
	Output   string  `json:"output"`      // of the load generator, as printed
}

// Cost returns CPU microseconds per request.
func (r Round) Cost() float64 { return r.CPU * 1e6 / float64(r.Requests) }

// Rate returns requests per second.
func (r Round) Rate() float64 { return float64(r.Requests) / r.Seconds }

// Busy returns the share of the time that the server was on its core.
func (r Round) Busy() float64 { return r.CPU / r.Seconds }

// Median returns the median of what of returns for the rounds, or 0 without rounds.
func (s Server) Median(of func(Round) float64) float64 {
	values := make([]float64, len(s.Rounds))
	for i, r := range s.Rounds {
		values[i] = of(r)
	}
	return median(values)
}

// Server returns the server of that name. If there is none, it has no rounds.
func (s Series) Server(name string) Server {
	for _, server := range s.Servers {
		if server.Name == name {
			return server
		}
	}
	return Server{Name: name}
}

// Ratio returns the median, the lowest and the highest ratio of the CPU time per request of
// two servers over all rounds. In a round both were measured one right after the other, so
// that disturbances affect both. All are 0 if either server has no rounds.
func (s Series) Ratio(name, over string) (middle, low, high float64) {
	ours, theirs := s.Server(name).Rounds, s.Server(over).Rounds
	ratios := make([]float64, min(len(ours), len(theirs)))
	if len(ratios) == 0 {
		return 0, 0, 0
	}
	for i := range ratios {
		ratios[i] = ours[i].Cost() / theirs[i].Cost()
	}
	return median(ratios), slices.Min(ratios), slices.Max(ratios)
}

func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Read reads the run stored in file.
func Read(file string) (*Run, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	r := new(Run)
	if err := json.Unmarshal(raw, r); err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", file, err)
	}
	return r, nil
}

// Write stores r as JSON in file.
func (r *Run) Write(file string) error {
	raw, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(raw, '\n'), 0o644)
}
