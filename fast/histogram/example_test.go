package histogram_test

import (
	"fmt"
	"time"

	"mock-openai/fast/histogram"
)

func Example() {
	var h histogram.Histogram
	for ms := range 1000 {
		h.Record(time.Duration(ms) * time.Millisecond)
	}
	fmt.Println(h.Count(), h.Quantile(0.5).Round(10*time.Millisecond), h.Quantile(0.99).Round(10*time.Millisecond))
	// Output: 1000 500ms 990ms
}
