package benchmark

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"mock-openai/bench/load"
)

// share parses a share such as 0.1 or 10%.
func share(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if percent {
		v /= 100
	}
	if err != nil || !(v >= 0 && v <= 1) {
		return 0, fmt.Errorf("--cancel must be a share such as 5%% or 0.05, not %q", text)
	}
	return v, nil
}

// objectives parses the limits of --slo.
func objectives(text string) (o load.Objectives, err error) {
	if text == "" {
		return o, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		limit, err := time.ParseDuration(value)
		if err != nil || limit <= 0 {
			return o, fmt.Errorf("--slo: %q is not of the form ttft=200ms", part)
		}
		switch name {
		case "ttft":
			o.TTFT = limit
		case "tpot":
			o.TPOT = limit
		case "latency":
			o.Latency = limit
		default:
			return o, fmt.Errorf("--slo: %q is none of ttft, tpot and latency", name)
		}
	}
	return o, nil
}
