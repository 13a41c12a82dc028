package serve

import (
	"fmt"
	"os"
	"strings"
)

// readKeys returns the API keys of a file, one per line. Blank lines and lines that begin
// with # are ignored. A file without keys is an error: the server would be open although its
// user wanted it locked.
func readKeys(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var keys []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			keys = append(keys, line)
		}
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("no API key in %s", path)
	}
	return keys, nil
}
