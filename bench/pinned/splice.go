//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
)

// splice replaces the text in file between the lines <!-- begin name --> and <!-- end
// name --> by text.
func splice(file, name, text string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	begin, end := fmt.Sprintf("<!-- begin %s -->\n", name), fmt.Sprintf("<!-- end %s -->\n", name)
	head, rest, ok := bytes.Cut(old, []byte(begin))
	_, tail, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed {
		return fmt.Errorf("%s has no lines %q and %q", file, begin, end)
	}
	return os.WriteFile(file, fmt.Appendf(nil, "%s%s%s%s%s", head, begin, text, end, tail), 0o644)
}

// publish prints text and, if file is set, splices it into file.
func publish(text, file, name string) error {
	fmt.Print(text)
	if file == "" {
		return nil
	}
	return splice(file, name, text)
}
