package document

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits of Parse in bytes. Reading YAML takes a hundred times as long as JSON.
const (
	maxYAML = 4 << 20
	maxJSON = 64 << 20
)

// Parse reads JSON or YAML. Braces may begin either.
func Parse(data []byte) (*Node, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case !utf8.Valid(data):
		return nil, errors.New("it is not valid UTF-8")
	case len(data) > maxJSON:
		return nil, fmt.Errorf("%d bytes are more than %d", len(data), maxJSON)
	}
	var wrongJSON error
	if begins := bytes.TrimLeft(data, " \t\r\n"); len(begins) > 0 && (begins[0] == '{' || begins[0] == '[') {
		n, err := parseJSON(data)
		if err == nil || !errors.As(err, new(*syntaxError)) {
			return n, err
		}
		if rest := bytes.TrimLeft(begins[1:], " \t\r\n"); begins[0] == '[' || len(rest) == 0 || rest[0] == '"' || rest[0] == '}' {
			wrongJSON = err
		}
	}
	n, err := parseNodes(data)
	if err != nil && wrongJSON != nil {
		return nil, wrongJSON
	}
	return n, err
}

func parseNodes(data []byte) (*Node, error) {
	if len(data) > maxYAML {
		return nil, fmt.Errorf("%d bytes are more than the %d of a YAML file; JSON may have %d", len(data), maxYAML, maxJSON)
	}
	body, err := ParseYAML(data)
	if err != nil {
		return nil, err
	}
	return fromYAML(body)
}
