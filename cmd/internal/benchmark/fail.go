package benchmark

import (
	"errors"
	"fmt"
	"strings"

	"mock-openai/bench"
	"mock-openai/bench/report"
)

// conditions returns those of --fail-if. It returns an error if one can never be judged.
func (c *Command) conditions() ([]bench.Condition, error) {
	if c.FailIf == "" {
		return nil, nil
	}
	all, err := bench.ParseConditions(c.FailIf)
	if err != nil {
		return nil, fmt.Errorf("--fail-if: %w", err)
	}
	for _, condition := range all {
		switch about := condition.About(); {
		case about == "intact" && !c.Verify && !c.Oracle:
			return nil, errors.New("--fail-if intact needs --verify or --oracle")
		case about == "sent_rate" && !c.mayPace():
			return nil, errors.New("--fail-if sent_rate needs --rate")
		case about == "goodput" && c.SLO == "":
			return nil, errors.New("--fail-if goodput needs --slo")
		case strings.HasPrefix(about, "late_") && !c.mayPace():
			return nil, fmt.Errorf("--fail-if %s needs --rate", about)
		case isOfStreams(about) && !c.mayStream():
			return nil, fmt.Errorf("--fail-if %s needs --stream", about)
		}
	}
	return all, nil
}

// isOfStreams reports whether only streams have a figure.
func isOfStreams(figure string) bool {
	return strings.HasPrefix(figure, "ttft_") || strings.HasPrefix(figure, "tpot_") || strings.HasPrefix(figure, "gap_")
}

// failures returns an error if no answer of a target was good.
func failures(r *report.Report) error {
	var errs []error
	for i := range r.Targets {
		switch t := &r.Targets[i]; {
		case t.Requests > 0, t.Left > 0 && t.Errors+t.CutOff == 0:
		case t.Errors > 0:
			errs = append(errs, fmt.Errorf("no good answer from %s: %s", t.URL, t.FirstError))
		default:
			errs = append(errs, fmt.Errorf("no whole answer from %s within %.3g s", t.URL, t.Seconds))
		}
	}
	return errors.Join(errs...)
}

// failedConditions returns an error if a condition of --fail-if holds.
func failedConditions(r *report.Report) error {
	if len(r.Failed) == 0 {
		return nil
	}
	return errors.New("--fail-if " + strings.Join(r.Failed, "; "))
}

// addFailed adds to r the conditions of --fail-if that hold.
func (c *Command) addFailed(r *report.Report) {
	conditions, _ := c.conditions() // Validate has returned the error
	for _, condition := range conditions {
		for i := range r.Targets {
			if said, holds := condition.Holds(&r.Targets[i]); holds {
				r.Failed = append(r.Failed, said)
			}
		}
	}
}
