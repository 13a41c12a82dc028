package profile

import (
	"bytes"
	"fmt"
)

// The YAML scanner looks ahead from each of these to the end of the blanks or of the
// line: a minute for 250 kB.
const (
	maxBlanks = 1024 // blanks and ends of lines in a row
	maxTabs   = 256  // in a line
)

// checkBlanks refuses what would keep the scanner busy for long.
func checkBlanks(data []byte) error {
	blanks, tabs := 0, 0
	for i, c := range data {
		switch c {
		case '\t':
			tabs++
			blanks++
		case '\n':
			tabs = 0
			blanks++
		case ' ', '\r':
			blanks++
		default:
			blanks = 0
		}
		if blanks > maxBlanks || tabs > maxTabs {
			return fmt.Errorf("line %d: more than %d blanks in a row or %d tabs", 1+bytes.Count(data[:i], []byte("\n")), maxBlanks, maxTabs)
		}
	}
	return nil
}
