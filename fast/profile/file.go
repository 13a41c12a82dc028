package profile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"mock-openai/fast/internal/document"
)

// maxFile is the largest file in bytes.
const maxFile = 256 << 10

// entry is a key of a YAML mapping and its value.
type entry struct {
	key   string
	line  int
	value ast.Node
}

// at adds line and key to an error.
func (e entry) at(err error) error { return fmt.Errorf("line %d: %s: %w", e.line, e.key, err) }

// readMapping reads a file that is one YAML mapping. JSON is YAML.
func readMapping(data []byte) ([]entry, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("%d bytes are more than %d", len(data), maxFile)
	}
	body, err := document.ParseYAML(data)
	if err != nil {
		return nil, err
	}
	return entriesOf(body)
}

var errNoMapping = errors.New("must be keys and values")

func entriesOf(n ast.Node) ([]entry, error) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		return nil, fmt.Errorf("line %d: %w", n.GetToken().Position.Line, errNoMapping)
	}
	var entries []entry
	for _, v := range values {
		key := v.Key.GetToken()
		entries = append(entries, entry{key.Value, key.Position.Line, v.Value})
	}
	return entries, nil
}

// elements returns the elements of a list, or n itself if it is not a list.
func elements(n ast.Node) []ast.Node {
	if list, ok := n.(*ast.SequenceNode); ok {
		return list.Values
	}
	return []ast.Node{n}
}

// scalars returns the values of a scalar or of a list of scalars, as written.
func (e entry) scalars() ([]string, error) {
	var texts []string
	for _, n := range elements(e.value) {
		if _, ok := n.(ast.ScalarNode); !ok {
			return nil, e.at(errors.New("must be a value or a list of values"))
		}
		texts = append(texts, n.GetToken().Value)
	}
	return texts, nil
}

// settings reads the settings of a mapping and applies them to a copy of p, which it
// returns. Keys in others are left to the caller.
func settings(p Profile, entries []entry, others ...string) (Profile, []Setting, error) {
	var all []Setting
	for _, e := range entries {
		if slices.Contains(others, e.key) {
			continue
		}
		if !Known(e.key) {
			return p, nil, e.at(errors.New("no setting has this name"))
		}
		texts, err := e.scalars()
		if err != nil {
			return p, nil, err
		}
		if e.key == "error-status" {
			texts = []string{strings.Join(texts, ",")}
		}
		for _, text := range texts {
			all = append(all, Setting{e.key, text})
			trial := p
			if err := trial.Apply(all[len(all)-1]); err != nil {
				return p, nil, fmt.Errorf("line %d: %w", e.line, err)
			}
		}
	}
	err := p.Apply(all...)
	if err == nil {
		err = p.Validate()
	}
	return p, all, err
}
