package document

import (
	"fmt"
	"strconv"

	"mock-openai/fast/internal/render"
)

// Node is a value of a file and the line where it begins.
type Node struct {
	Line    int
	Kind    Kind
	Text    string  // of a scalar, as JSON unless it is a string
	Members []Entry // of an object
	Items   []*Node // of a list
}

// Entry is a member of an object.
type Entry struct {
	Key   string
	Line  int
	Value *Node
}

// Kind is the kind of a value.
type Kind uint8

const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Object
)

var kinds = [...]string{Null: "nothing", Bool: "true or false", Number: "a number", String: "a text", List: "a list", Object: "keys and values"}

// String describes values of that kind.
func (k Kind) String() string { return kinds[k] }

// Errorf returns an error that names the line of n.
func (n *Node) Errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", n.Line, fmt.Errorf(format, args...))
}

// Want returns an error unless n is of kind k.
func (n *Node) Want(k Kind) error {
	if n.Kind != k {
		return n.Errorf("must be %v, not %v", k, n.Kind)
	}
	return nil
}

// Member returns the value of a member of an object, or nil.
func (n *Node) Member(key string) *Node {
	for i := range n.Members {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// Int returns the whole number that n is. It must be at least least.
func (n *Node) Int(least int) (int, error) {
	i, err := strconv.Atoi(n.Text)
	if n.Kind != Number || err != nil || i < least {
		return 0, n.Errorf("must be a whole number of at least %d, not %v", least, n.describe())
	}
	return i, nil
}

// Scalar returns a text or a number as it is written.
func (n *Node) Scalar() (string, error) {
	if n.Kind == List || n.Kind == Object || n.Kind == Null {
		return "", n.Errorf("must be a text, not %v", n.Kind)
	}
	return n.Text, nil
}

// Texts returns the texts of a list, or the one text that n is.
func (n *Node) Texts() (all []string, err error) {
	if n.Kind != List {
		text, err := n.Scalar()
		return []string{text}, err
	}
	for _, item := range n.Items {
		text, err := item.Scalar()
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, nil
}

func (n *Node) describe() string {
	if n.Kind == String {
		return strconv.Quote(n.Text)
	}
	if n.Text != "" {
		return n.Text
	}
	return n.Kind.String()
}

// AppendJSON appends n as JSON. Members keep their order.
func (n *Node) AppendJSON(dst []byte) []byte {
	switch n.Kind {
	case Object:
		dst = append(dst, '{')
		for i, m := range n.Members {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(render.AppendEscaped(append(dst, '"'), m.Key), `":`...)
			dst = m.Value.AppendJSON(dst)
		}
		return append(dst, '}')
	case List:
		dst = append(dst, '[')
		for i, item := range n.Items {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.AppendJSON(dst)
		}
		return append(dst, ']')
	case String:
		return append(render.AppendEscaped(append(dst, '"'), n.Text), '"')
	case Null:
		return append(dst, "null"...)
	}
	return append(dst, n.Text...)
}
