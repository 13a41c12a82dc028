package document

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// fromYAML returns the node of a parsed YAML value. Anchors, aliases and tags are refused:
// a file could otherwise be much larger than it is long.
func fromYAML(y ast.Node) (*Node, error) {
	n := &Node{Line: y.GetToken().Position.Line}
	switch y := y.(type) {
	case *ast.MappingNode:
		return n, n.addMembers(y.Values)
	case *ast.MappingValueNode:
		n.Line = y.Key.GetToken().Position.Line
		return n, n.addMembers([]*ast.MappingValueNode{y})
	case *ast.SequenceNode:
		n.Kind = List
		for _, value := range y.Values {
			item, err := fromYAML(value)
			if err != nil {
				return nil, err
			}
			n.Items = append(n.Items, item)
		}
	case *ast.StringNode:
		n.Kind, n.Text = String, y.Value
	case *ast.LiteralNode:
		n.Kind, n.Text = String, y.Value.Value
	case *ast.NullNode:
	case *ast.BoolNode:
		n.Kind, n.Text = Bool, fmt.Sprint(y.Value)
	case *ast.IntegerNode:
		n.Kind, n.Text = Number, fmt.Sprint(y.Value)
	case *ast.FloatNode:
		n.Kind, n.Text = Number, y.GetToken().Value
		if !json.Valid([]byte(n.Text)) {
			n.Text = fmt.Sprintf("%g", y.Value)
		}
	default:
		return nil, n.Errorf("%s is not supported here", strings.ToLower(y.Type().String()))
	}
	return n, nil
}

func (n *Node) addMembers(values []*ast.MappingValueNode) error {
	n.Kind = Object
	known := map[string]bool{}
	for _, v := range values {
		key := v.Key.GetToken()
		e := Entry{Key: key.Value, Line: key.Position.Line}
		if _, isMerge := v.Key.(*ast.MergeKeyNode); isMerge {
			return fmt.Errorf("line %d: merge keys are not supported here", e.Line)
		}
		if known[e.Key] {
			return fmt.Errorf("line %d: %s is there twice", e.Line, e.Key)
		}
		known[e.Key] = true
		var err error
		if e.Value, err = fromYAML(v.Value); err != nil {
			return err
		}
		n.Members = append(n.Members, e)
	}
	return nil
}
