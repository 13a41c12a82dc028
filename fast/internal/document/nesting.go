package document

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

const (
	// MaxNesting is how deep lists and mappings may be nested. The YAML parser takes
	// time and memory that grow with the square of the depth: 5.5 GB for 60 kB of
	// open brackets.
	MaxNesting = 16
	// maxKeys is the number of keys that one mapping in block style may have. For
	// each key the parser copies all following ones: 3.6 GB for 30,000 keys.
	maxKeys = 1024
)

// nesting tracks the nesting of a file's tokens before they are parsed.
type nesting []level

// level is an open list or mapping.
type level struct {
	bracket bool // it ends with a bracket, not with the indentation
	column  int  // of its first key or dash
	keys    int
}

// checkNesting rejects tokens that would keep the parser busy for long.
func checkNesting(tokens token.Tokens) error {
	var n nesting
	for i, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			n = append(n, level{bracket: true})
		case token.SequenceEndType, token.MappingEndType:
			n = n.inBracket()
			n = n[:max(len(n)-1, 0)]
		case token.CollectEntryType:
			n = n.inBracket()
		case token.SequenceEntryType:
			n = n.at(t.Position.Column)
		case token.MappingKeyType:
			n = n.at(t.Position.Column).addKey()
		case token.MappingValueType:
			if i > 0 {
				n = n.at(tokens[i-1].Position.Column).addKey()
			}
		default:
			continue
		}
		if len(n) > MaxNesting {
			return fmt.Errorf("line %d: nested more than %d levels deep", t.Position.Line, MaxNesting)
		}
		if len(n) > 0 && n[len(n)-1].keys > maxKeys {
			return fmt.Errorf("line %d: more than %d keys in one mapping", t.Position.Line, maxKeys)
		}
	}
	return nil
}

// inBracket returns n without the levels inside the innermost bracket.
func (n nesting) inBracket() nesting {
	for len(n) > 0 && !n[len(n)-1].bracket {
		n = n[:len(n)-1]
	}
	return n
}

// at returns n after a key or a dash in that column.
func (n nesting) at(column int) nesting {
	for len(n) > 0 && !n[len(n)-1].bracket && n[len(n)-1].column > column {
		n = n[:len(n)-1]
	}
	if len(n) == 0 || n[len(n)-1].bracket || n[len(n)-1].column < column {
		n = append(n, level{column: column})
	}
	return n
}

func (n nesting) addKey() nesting {
	n[len(n)-1].keys++
	return n
}
