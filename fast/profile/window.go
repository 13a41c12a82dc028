package profile

import (
	"fmt"
	"strconv"
)

// Values of Profile.ContextWindow that are no size.
const (
	KnownWindow = 0  // that of the model, if it is well known; otherwise NoWindow
	NoWindow    = -1 // prompts and answers may have any length
)

// MaxWindow is the largest context window.
const MaxWindow = 1 << 30

const (
	windowAuto = "auto"
	windowOff  = "off"

	aWindow = "a number of tokens, " + windowAuto + " or " + windowOff
)

// ParseWindow reads a number of tokens, auto or off.
func ParseWindow(text string) (int, error) {
	switch text {
	case windowAuto:
		return KnownWindow, nil
	case windowOff:
		return NoWindow, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxWindow {
		return 0, fmt.Errorf("must be %s, not %q", aWindow, text)
	}
	return n, nil
}

func (p *Profile) setContextWindow(text string) bool {
	n, err := ParseWindow(text)
	p.ContextWindow = n
	return err == nil
}
