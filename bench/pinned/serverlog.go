//go:build linux

package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// serverLog collects what a server writes to stderr.
type serverLog struct {
	adminURL   chan string // receives the URL of the server's metrics
	rest       []byte      // an incomplete line
	unexpected []string    // the first unexpected lines
}

// maxUnexpected is how many lines suffice to understand a panic.
const maxUnexpected = 50

var (
	adminLine = regexp.MustCompile(`msg="serving metrics" url=(http://[^/]+)/`)
	// expectedLine matches what a server with too few descriptors may log.
	expectedLine = regexp.MustCompile(`level=WARN msg="cannot accept on .*too many open files|this machine will spoil large runs`)
)

func newServerLog() *serverLog { return &serverLog{adminURL: make(chan string, 1)} }

func (t *serverLog) Write(b []byte) (int, error) {
	t.rest = append(t.rest, b...)
	for {
		line, rest, ok := bytes.Cut(t.rest, []byte("\n"))
		if !ok {
			return len(b), nil
		}
		t.addLine(string(line))
		t.rest = append(t.rest[:0], rest...)
	}
}

func (t *serverLog) addLine(line string) {
	if m := adminLine.FindStringSubmatch(line); m != nil {
		t.adminURL <- m[1]
		return
	}
	if !expectedLine.MatchString(line) && len(t.unexpected) < maxUnexpected {
		t.unexpected = append(t.unexpected, line)
	}
}

// err returns the unexpected lines as an error. The server must have ended.
func (t *serverLog) err() error {
	if unexpected := append(t.unexpected, string(t.rest)); len(t.unexpected) > 0 || len(t.rest) > 0 {
		return fmt.Errorf("unexpected log lines of the server:\n%s", strings.Join(unexpected, "\n"))
	}
	return nil
}
