package serve

import (
	"fmt"
	"slices"

	"github.com/valyala/fasthttp"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/quirk"
)

// faultFlags are the flags of serve for faults and quirks.
type faultFlags struct {
	ErrorRate     float64       `default:"0" help:"Share of requests to answer with an HTTP error, 0 to 1."`
	ErrorStatus   []int         `default:"500" help:"Statuses of these errors, comma-separated, all equally often."`
	Fault         []fault.Rated `sep:";" placeholder:"FAULT=RATE" help:"Another fault and its rate, as in reset=0.01 or stall:after=3,for=2s=0.05; may be repeated."`
	FailFirst     int           `default:"0" help:"How many requests of each session fail before others succeed."`
	FailFirstWith fault.Spec    `default:"error:status=503" help:"How they fail."`
	Quirk         []quirk.Rated `sep:";" placeholder:"QUIRK=RATE" help:"A deviation that broke clients and its rate, as in crlf=0.1 or crlf+bom=0.05; may be repeated. See mock-openai quirks."`
	StartupDelay  startupDelay  `default:"0" placeholder:"TIME" help:"Answer with 503 for this long, like a server that loads a model; or health=2s,models=5s,inference=20s for each."`
}

func (f *faultFlags) validate() error {
	if !(f.ErrorRate >= 0 && f.ErrorRate <= 1) {
		return fmt.Errorf("--error-rate must be between 0 and 1, not %g", f.ErrorRate)
	}
	for _, status := range f.ErrorStatus {
		if status < 400 || status > 599 {
			return fmt.Errorf("--error-status must be from 400 to 599, not %d", status)
		}
	}
	if f.FailFirst < 0 {
		return fmt.Errorf("--fail-first must not be negative: %d", f.FailFirst)
	}
	if err := f.plan().Validate(); err != nil {
		return fmt.Errorf("--error-rate and --fault: %w", err)
	}
	if err := quirk.Plan(f.Quirk).Validate(); err != nil {
		return fmt.Errorf("--quirk: %w", err)
	}
	return nil
}

// errsByDefault reports whether --error-status has its default.
func (f *faultFlags) errsByDefault() bool {
	return slices.Equal(f.ErrorStatus, []int{fasthttp.StatusInternalServerError})
}

// plan returns the faults of --error-rate, --error-status and --fault together.
func (f *faultFlags) plan() fault.Plan {
	var plan fault.Plan
	if f.ErrorRate > 0 {
		plan = fault.Errors(f.ErrorRate, f.ErrorStatus...)
	}
	return append(plan, f.Fault...)
}

// configure sets the fields of config that the flags are for.
func (f *faultFlags) configure(config *fast.Config) {
	config.Faults = fast.Faults{Plan: f.plan(), FailFirst: fast.FailFirst{N: f.FailFirst, With: f.FailFirstWith}, Quirks: f.Quirk}
	config.Timing.StartupDelay = f.StartupDelay.StartupDelay
}
