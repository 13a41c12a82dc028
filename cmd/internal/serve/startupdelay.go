package serve

import (
	"fmt"
	"strings"
	"time"

	"mock-openai/fast"
)

// startupDelay is the value of --startup-delay: one time for everything, or one for each
// kind of endpoint.
type startupDelay struct{ fast.StartupDelay }

// UnmarshalText parses a value such as 20s or health=2s,models=5s,inference=20s. A kind that
// is not named has no delay.
func (d *startupDelay) UnmarshalText(text []byte) error {
	d.StartupDelay = fast.StartupDelay{}
	if !strings.Contains(string(text), "=") {
		all, err := delay(string(text))
		d.Health, d.Models, d.Inference = all, all, all
		return err
	}
	kinds := map[string]*time.Duration{"health": &d.Health, "models": &d.Models, "inference": &d.Inference}
	for part := range strings.SplitSeq(string(text), ",") {
		kind, value, _ := strings.Cut(part, "=")
		to, ok := kinds[kind]
		if !ok {
			return fmt.Errorf("%q must be health, models or inference, once each", kind)
		}
		delete(kinds, kind)
		var err error
		if *to, err = delay(value); err != nil {
			return err
		}
	}
	return nil
}

func delay(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err == nil && d < 0 {
		err = fmt.Errorf("a time must not be negative: %v", d)
	}
	return d, err
}
