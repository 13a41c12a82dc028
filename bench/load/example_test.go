package load_test

import (
	"fmt"
	"time"

	"mock-openai/bench/load"
)

// The rate grows to 100 requests a second within two seconds.
func ExampleRamp() {
	pacer, err := load.NewPacer("constant", 100, 1)
	if err != nil {
		panic(err)
	}
	pacer = load.Ramp(pacer, 2*time.Second)
	n := [4]int{} // requests in each second
	for due := pacer.Next(); due < 4*time.Second; due = pacer.Next() {
		n[due/time.Second]++
	}
	fmt.Println(n)
	// Output: [25 75 100 100]
}

// Two kinds of requests take turns, one of them three times as often.
func ExampleReadBodies() {
	bodies, err := load.ReadBodies([]byte(`
{"weight": 3, "body": {"model":"small"}}
{"weight": 1, "body": {"model":"large"}}
`))
	if err != nil {
		panic(err)
	}
	n := map[string]int{}
	for i := range int64(100) {
		n[string(bodies.AppendBody(nil, i))]++
	}
	fmt.Println(n)
	// Output: map[{"model":"large"}:25 {"model":"small"}:75]
}
