//go:build linux

package main

import (
	"fmt"
	"slices"

	"mock-openai/bench/record"
)

// alternate measures the named servers in turn, every second round in the opposite
// order. The first round is a warm-up and does not count.
func alternate(rounds int, names []string, measure func(i int, warmup bool) (record.Round, error)) ([]record.Server, error) {
	all, order := make([]record.Server, len(names)), make([]int, len(names))
	for i, name := range names {
		all[i].Name, order[i] = name, i
	}
	for round := range rounds + 1 {
		for _, i := range order {
			result, err := measure(i, round == 0)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", names[i], err)
			}
			if round > 0 {
				all[i].Rounds = append(all[i].Rounds, result)
			}
		}
		slices.Reverse(order)
	}
	return all, nil
}
