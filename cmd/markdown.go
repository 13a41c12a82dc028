package cmd

import (
	"io"
)

// showMarkdown shows text as it is.
func showMarkdown(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}
