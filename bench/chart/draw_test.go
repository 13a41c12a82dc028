package main

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"mock-openai/bench/record"
)

// rounds are those of a server that took so many CPU microseconds a request.
func rounds(costs ...float64) (all []record.Round) {
	for _, c := range costs {
		all = append(all, record.Round{Requests: 1, Seconds: 1, CPU: c / 1e6})
	}
	return all
}

func TestDraw(t *testing.T) {
	r := &record.Run{Machine: "<a & b>", Series: []record.Series{
		{Request: "chat", Connections: 64, Bar: 1.1, Servers: []record.Server{
			{Name: "mock-openai", Rounds: rounds(9, 8, 10)}, {Name: "fasthttp", Rounds: rounds(10, 10, 10)}, {Name: "nginx", Rounds: rounds(7, 7, 7)}}},
		{Request: "health", Connections: 64, Servers: []record.Server{
			{Name: "mock-openai", Rounds: rounds(22)}, {Name: "fasthttp", Rounds: rounds(10)}}},
		{Request: "other", Connections: 1},
	}}
	svg, err := draw(r, 64)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">chat<", ">0.90<", ">0.70<", ">health<", ">2.20<", "&lt;a &amp; b&gt;"} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	if strings.Contains(string(svg), ">other<") {
		t.Error("draws what was measured at another number of connections")
	}
	for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := draw(r, 16); err == nil {
		t.Error("draws nothing without an error")
	}
}
