//go:build linux

package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// transcript hears what a server says on stderr.
type transcript struct {
	aside chan string // gets the URL of the server's metrics
	rest  []byte      // of a line that has not ended
	odd   []string    // the first lines that a server should not say
}

// maxOdd is how many lines suffice to understand a panic.
const maxOdd = 50

var (
	asideLine = regexp.MustCompile(`msg="serving metrics" url=(http://[^/]+)/`)
	// fineLine is what a server may say that has too few descriptors.
	fineLine = regexp.MustCompile(`level=WARN msg="cannot accept on .*too many open files|this machine will spoil large runs`)
)

func newTranscript() *transcript { return &transcript{aside: make(chan string, 1)} }

func (t *transcript) Write(b []byte) (int, error) {
	t.rest = append(t.rest, b...)
	for {
		line, rest, ok := bytes.Cut(t.rest, []byte("\n"))
		if !ok {
			return len(b), nil
		}
		t.hear(string(line))
		t.rest = append(t.rest[:0], rest...)
	}
}

func (t *transcript) hear(line string) {
	if m := asideLine.FindStringSubmatch(line); m != nil {
		t.aside <- m[1]
		return
	}
	if !fineLine.MatchString(line) && len(t.odd) < maxOdd {
		t.odd = append(t.odd, line)
	}
}

// err is what the server should not have said; the server must have ended.
func (t *transcript) err() error {
	if odd := append(t.odd, string(t.rest)); len(t.odd) > 0 || len(t.rest) > 0 {
		return fmt.Errorf("the server says:\n%s", strings.Join(odd, "\n"))
	}
	return nil
}
