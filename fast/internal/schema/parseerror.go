package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// contextError returns an error in OpenAI's words.
func contextError(path []string, message string) error {
	quoted := make([]string, len(path))
	for i, name := range path {
		quoted[i] = "'" + name + "'"
	}
	//lint:ignore ST1005 OpenAI's word order
	return fmt.Errorf("In context=(%s), %s", strings.Join(quoted, ", "), message)
}

// RegexpError means that a regular expression uses a feature that OpenAI does not
// support.
type RegexpError struct {
	why  error
	path string // such as $.properties.a.pattern
}

// Error returns OpenAI's words.
func (e *RegexpError) Error() string {
	return fmt.Sprintf("Invalid JSON schema: %v. Found at %s.", e.why, e.path)
}

func (e *RegexpError) Unwrap() error { return e.why }

// jsonPath returns a path the way OpenAI writes it: $.properties.a.anyOf[0].pattern.
func jsonPath(path []string) string {
	s := "$"
	for i, name := range path {
		if i > 0 && hasPrefix(path[i-1], "anyOf", "oneOf", "allOf", "prefixItems", "items") && isIndex(name) {
			s += "[" + name + "]"
		} else {
			s += "." + name
		}
	}
	return s
}

func isIndex(name string) bool {
	_, err := strconv.Atoi(name)
	return err == nil
}
