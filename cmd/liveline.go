package cmd

import (
	"io"
	"sync"
)

// eraseLine goes to the begin of a terminal's line and empties it.
const eraseLine = "\r\x1b[K"

// liveLine is the last line of a terminal, which is redrawn in place. What is written
// appears above it. It is safe for concurrent use.
type liveLine struct {
	terminal io.Writer

	mu   sync.Mutex
	line string // that stands there; empty for none
}

// Write writes lines, all that end with a line feed, above the last.
func (l *liveLine) Write(lines []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.line == "" {
		return l.terminal.Write(lines)
	}
	// At once, so that nothing flickers.
	if _, err := io.WriteString(l.terminal, eraseLine+string(lines)+l.line); err != nil {
		return 0, err
	}
	return len(lines), nil
}

// Show has line, which is no wider than the terminal, stand where the one before
// stood. An empty one makes room.
func (l *liveLine) Show(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.line == "" && line == "" {
		return
	}
	l.line = line
	io.WriteString(l.terminal, eraseLine+line) // an error comes again with the next line
}
