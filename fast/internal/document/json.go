package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth is how deep a JSON file may be nested.
const maxDepth = 256

// syntaxError says that a file is not JSON.
type syntaxError struct {
	line int
	why  string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.why) }

// jsonReader reads a JSON file token by token.
type jsonReader struct {
	*json.Decoder
	data []byte
	at   int64 // offset up to which the lines are counted
	line int
}

func parseJSON(data []byte) (*Node, error) {
	r := jsonReader{Decoder: json.NewDecoder(bytes.NewReader(data)), data: data, line: 1}
	r.UseNumber()
	n, err := r.value(0)
	if err != nil {
		return nil, err
	}
	if _, err := r.Token(); err != io.EOF {
		r.countLines()
		return nil, &syntaxError{r.line, "more follows the first value"}
	}
	return n, nil
}

// token returns the next token. It is on the line that r.line says then.
func (r *jsonReader) token() (json.Token, error) {
	t, err := r.Token()
	if wrong := (*json.SyntaxError)(nil); errors.As(err, &wrong) {
		upTo := min(max(wrong.Offset, 0), int64(len(r.data)))
		return nil, &syntaxError{1 + bytes.Count(r.data[:upTo], []byte("\n")), strings.TrimPrefix(wrong.Error(), "json: ")}
	}
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, &syntaxError{1 + bytes.Count(r.data, []byte("\n")), err.Error()}
	}
	r.countLines()
	return t, nil
}

func (r *jsonReader) countLines() {
	to := r.InputOffset()
	r.line += bytes.Count(r.data[r.at:to], []byte("\n"))
	r.at = to
}

func (r *jsonReader) value(depth int) (*Node, error) {
	t, err := r.token()
	if err != nil {
		return nil, err
	}
	n := &Node{Line: r.line}
	switch t := t.(type) {
	case string:
		n.Kind, n.Text = String, t
	case json.Number:
		n.Kind, n.Text = Number, t.String()
	case bool:
		n.Kind, n.Text = Bool, fmt.Sprint(t)
	case json.Delim:
		if depth == maxDepth {
			return nil, n.Errorf("nested more than %d levels deep", maxDepth)
		}
		if t == '[' {
			return n, r.list(n, depth+1)
		}
		return n, r.object(n, depth+1)
	}
	return n, nil
}

func (r *jsonReader) list(n *Node, depth int) error {
	n.Kind = List
	for r.More() {
		item, err := r.value(depth)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	_, err := r.token()
	return err
}

func (r *jsonReader) object(n *Node, depth int) error {
	n.Kind = Object
	known := map[string]bool{}
	for r.More() {
		t, err := r.token()
		if err != nil {
			return err
		}
		e := Entry{Key: t.(string), Line: r.line}
		if e.Value, err = r.value(depth); err != nil {
			return err
		}
		if known[e.Key] {
			return fmt.Errorf("line %d: %s is there twice", e.Line, e.Key)
		}
		known[e.Key] = true
		n.Members = append(n.Members, e)
	}
	_, err := r.token()
	return err
}
