package bench

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// Round is what two loads did, one after the other.
type Round struct{ A, B *Result }

// Compare runs a and b in turns, rounds times each. Each shares its requests and
// its duration out among the rounds. The two swap places after each round, so
// that what comes and goes on the machine, and what grows with time, hits both
// alike. It returns the rounds that were completed before ctx ended.
func Compare(ctx context.Context, a, b Load, rounds int) ([]Round, error) {
	if rounds < 1 {
		return nil, fmt.Errorf("%d rounds: there must be one at least", rounds)
	}
	loads := [2]Load{a, b}
	for _, l := range loads {
		if l.Requests > 0 && l.Requests < rounds {
			return nil, fmt.Errorf("%d requests are not enough for %d rounds", l.Requests, rounds)
		}
	}
	var done []Round
	for i := range rounds {
		var results [2]*Result
		for turn := range loads {
			which := (i + turn) % 2
			r, err := loads[which].part(i, rounds).Run(ctx)
			if ctx.Err() != nil {
				return done, nil
			}
			if err != nil {
				return done, err
			}
			results[which] = r
		}
		done = append(done, Round{results[0], results[1]})
	}
	return done, nil
}

// part is the i-th of n equal parts of l.
func (l Load) part(i, n int) Load {
	if l.Requests == 0 {
		l.Duration = cmp.Or(l.Duration, DefaultDuration)
	}
	l.Requests = l.Requests*(i+1)/n - l.Requests*i/n
	l.Duration /= time.Duration(n)
	return l
}
