//go:build linux

package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// needs is what requests cost the server.
type needs struct {
	chat, stream float64      // CPU microseconds of a request that is answered without delay
	paced        []pacedNeeds // without and with --stream-writer
}

// pacedNeeds is what a paced stream costs.
type pacedNeeds struct {
	event  float64 // CPU microseconds
	memory float64 // kB
}

const (
	// pacedTokens is the number of tokens of a paced answer: the mean of the default answers.
	// Each token is an event, and there are two more events, with the role and the finish
	// reason.
	pacedTokens = 256

	// busyAt is how busy the cores may be, so that requests hardly wait for each other.
	busyAt = 0.7
)

// needRates are the rates of a gateway that cores are computed for.
var needRates = []int{100, 1000, 10_000, 50_000, 100_000, 500_000}

// coresFor returns how many cores that many requests a second need, if the cores are at most
// as busy as busyAt.
func coresFor(rate int, microseconds float64) int {
	return int(math.Ceil(float64(rate) * microseconds / 1e6 / busyAt))
}

// request returns the CPU microseconds of a paced stream. Its beginning costs as much as a
// chat request.
func (n pacedNeeds) request(chat float64) float64 { return chat + (pacedTokens+2)*n.event }

// openStreams returns how many paced streams are open at a rate of requests a second.
func openStreams(rate int) int {
	return int(float64(rate) * (pacedTokens * pacedInterval).Seconds())
}

// table returns how many cores and how much memory the requests of a gateway need.
func (n needs) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nCores for a gateway that sends each of its requests to mock-openai, at most %.0f %% busy; paced streams have %d tokens, one every %v:\n\n",
		100*busyAt, pacedTokens, pacedInterval.Round(time.Millisecond))
	b.WriteString("| requests/s | chat: cores | unpaced streams: cores | paced streams: open at a time | cores | GB | with `--stream-writer`: cores | GB |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, rate := range needRates {
		fmt.Fprintf(&b, "| %d | %d | %d | %d |", rate, coresFor(rate, n.chat), coresFor(rate, n.stream), openStreams(rate))
		for _, p := range n.paced {
			fmt.Fprintf(&b, " %d | %s |", coresFor(rate, p.request(n.chat)), gigabytes(float64(openStreams(rate))*p.memory))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// perSecond returns how many tasks of that many microseconds a core can do per second.
func perSecond(microseconds float64) string { return round3(1e6 / microseconds) }

// gigabytes formats kB in GB, with two significant digits.
func gigabytes(kB float64) string {
	gb := kB * 1024 / 1e9
	if gb >= 10 {
		return fmt.Sprintf("%.0f", gb)
	}
	return fmt.Sprintf("%.2g", gb)
}

// round3 formats v with three significant digits.
func round3(v float64) string {
	unit := math.Pow(10, math.Floor(math.Log10(v))-2)
	return fmt.Sprintf("%.0f", math.Round(v/unit)*unit)
}
