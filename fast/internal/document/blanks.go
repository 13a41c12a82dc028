package document

import (
	"bytes"
	"fmt"
)

// The YAML scanner looks ahead from each blank to the end of the blanks or of the line. Without
// a limit 250 kB could take a minute.
const (
	maxBlanks = 1024 // consecutive blanks and line ends
	maxTabs   = 256  // per line
)

// checkBlanks rejects data that would keep the scanner busy for long.
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
