package serve

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"mock-openai/fast"
	"mock-openai/fast/recording"
)

// replayFlags are the flags of serve for recorded answers.
type replayFlags struct {
	Replay      []string        `sep:"none" placeholder:"FILE" help:"Answer with what record has kept; may be repeated."`
	ReplayMatch recording.Match `default:"turn" placeholder:"turn" help:"What must be the same: hash, prompt, or turn for the path and whether it streams."`
	ReplaySpeed string          `default:"1" help:"Factor on the recorded speed; max does not wait."`
	ReplayOnly  bool            `help:"Answer 404 to what is not recorded."`
}

// validate returns an error, in terms of flags, if their values make no sense.
func (f *replayFlags) validate() error {
	speed, err := f.speed()
	switch {
	case err != nil || len(f.Replay) > 0:
		return err
	case f.ReplayOnly:
		return errors.New("--replay-only needs --replay")
	case f.ReplayMatch != recording.MatchTurn:
		return errors.New("--replay-match needs --replay")
	case speed != 1:
		return errors.New("--replay-speed needs --replay")
	}
	return nil
}

// speed returns the value of --replay-speed. Both 0 and max mean no waits.
func (f *replayFlags) speed() (float64, error) {
	speed, err := strconv.ParseFloat(f.ReplaySpeed, 64)
	switch {
	case f.ReplaySpeed == "max" || err == nil && speed == 0:
		return math.Inf(1), nil
	case err != nil || !(speed >= 1e-6 && speed <= 1e6):
		return 0, fmt.Errorf("--replay-speed must be max or between 1e-6 and 1e6, not %s", f.ReplaySpeed)
	}
	return speed, nil
}

// configure sets the fields of config that the flags are for, and reads the recordings.
func (f *replayFlags) configure(config *fast.Config) error {
	if len(f.Replay) == 0 {
		return nil
	}
	speed, err := f.speed()
	if err != nil {
		return err
	}
	p := &recording.Playback{Match: f.ReplayMatch, Speed: speed, Only: f.ReplayOnly}
	for _, path := range f.Replay {
		all, err := recording.Open(path)
		if err != nil {
			return fmt.Errorf("--replay: %w", err)
		}
		p.Exchanges = append(p.Exchanges, all...)
	}
	config.Answers.Replay = p
	return nil
}
