// Package document reads YAML and JSON files whose errors name the line. It refuses what
// would keep a parser busy for long.
package document

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
)

var errEmpty = errors.New("it is empty")

// ParseYAML returns the one document in data.
func ParseYAML(data []byte) (ast.Node, error) {
	if err := checkBlanks(data); err != nil {
		return nil, err
	}
	tokens := lexer.Tokenize(string(data))
	if err := checkNesting(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, withoutExcerpt(err)
	}
	switch n := len(file.Docs); {
	case n > 1:
		return nil, fmt.Errorf("there are %d YAML documents in it, but there must be one: remove --- between them", n)
	case n == 0 || file.Docs[0].Body == nil:
		return nil, errEmpty
	}
	return file.Docs[0].Body, nil
}

// withoutExcerpt returns a syntax error without the excerpt of the file.
func withoutExcerpt(err error) error {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("line %d: %s", syntax.Token.Position.Line, syntax.Message)
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(first)
}
