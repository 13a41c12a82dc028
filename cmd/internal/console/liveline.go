package console

import (
	"io"
	"sync"
)

// eraseLine moves to the start of a terminal's line and empties it.
const eraseLine = "\r\x1b[K"

// liveLine is the last line of a terminal, which is redrawn in place. Other output appears
// above it. It is safe for concurrent use.
type liveLine struct {
	terminal io.Writer

	mu   sync.Mutex
	line string // shown now; empty for none
}

// Write writes whole lines above the live line.
func (l *liveLine) Write(lines []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.line == "" {
		return l.terminal.Write(lines)
	}
	// In one call, so that nothing flickers.
	if _, err := io.WriteString(l.terminal, eraseLine+string(lines)+l.line); err != nil {
		return 0, err
	}
	return len(lines), nil
}

// Show replaces the live line. The new one must fit the terminal's width; an empty one
// removes it.
func (l *liveLine) Show(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.line == "" && line == "" {
		return
	}
	l.line = line
	io.WriteString(l.terminal, eraseLine+line) // an error comes again with the next line
}
