// Package schema generates JSON values that are valid against a JSON Schema: the
// arguments of a tool call, or the content of an answer with a response_format.
//
// A schema is compiled once into a plan, a tree of possible values, and every value
// is a random walk through it. allOf, $ref and sibling keywords are merged at compile
// time. What cannot be merged (not, oneOf) is tried and checked. The plan knows the
// size of the smallest value of each of its branches. That ends recursions, and keeps
// schemas from using more memory than the limits below.
package schema

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
)

// MaxRaw is how many bytes a schema may have.
const MaxRaw = 1 << 20

// Further limits of a schema. Compile refuses a schema that exceeds them.
const (
	maxValues  = 1 << 16   // JSON values in the schema
	maxNesting = 1 << 10   // nesting depth of schemas
	maxCount   = 1 << 14   // minItems, minLength, minProperties, minContains
	maxSize    = 512 << 10 // bytes of the smallest value, see [plan.size]
	maxWork    = 1 << 20   // steps of the compiler
)

// Schema generates values. It is read-only and safe for concurrent use.
type Schema struct {
	plan   *plan
	sample []byte // a valid value
}

// Compile compiles a JSON Schema: draft 2020-12, and older spellings that do not
// contradict it. Empty input is the schema {}.
//
// An error names the position in OpenAI's words: "In context=('properties', 'a'), …".
// It means that raw is not JSON, not a schema, has a $ref without a target, exceeds a
// limit, or that no value was found that satisfies it. A regular expression that Go
// does not support is an error; if it has lookaround or a backreference, it is a
// [RegexpError]. Unknown keywords are ignored. Compile does not keep raw.
func Compile(raw []byte) (*Schema, error) { return compile(raw) }

// CompileObject is Compile for what must be an object, such as the arguments of a
// function. It refuses a schema of another type.
func CompileObject(raw []byte) (*Schema, error) { return compile(raw, objectOnly) }

// objectOnly is satisfied by all objects.
var objectOnly = &rule{id: -3, typed: true, kinds: object, objectRule: objectRule{maxFields: unlimited}}

func compile(raw []byte, beside ...*rule) (*Schema, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = []byte("{}")
	}
	doc, err := decode(bytes.Clone(raw))
	if err != nil {
		return nil, err
	}
	root, err := parse(doc)
	if len(beside) > 0 && (err == nil || doc.kind != object) {
		err = checkObject(doc)
	}
	if err != nil {
		return nil, err
	}
	plan, err := build(append([]*rule{root}, beside...)...)
	if err != nil {
		return nil, err
	}
	s := &Schema{plan: plan}
	return s, s.search()
}

// checkObject refuses, in OpenAI's words, a schema that is not of type object.
func checkObject(doc *value) error {
	kind := doc.fields["type"]
	switch {
	case doc.kind != object:
		//lint:ignore ST1005 OpenAI's words
		return fmt.Errorf("%.100s is not of type 'object'.", doc.append(nil))
	case kind == nil, kind.text == "object":
		return nil
	}
	for _, one := range kind.elems {
		if one.text == "object" {
			return nil
		}
	}
	//lint:ignore ST1005 OpenAI's words
	return fmt.Errorf(`schema must be a JSON Schema of 'type: "object"', got 'type: %.100s'.`, kind.append(nil))
}

// errNotFound means that no generated value was valid.
var errNotFound = errors.New("no value was found that satisfies the schema")

// maxAttempts is how often a whole invalid value is generated again.
const maxAttempts = 8

// search finds a sample.
func (s *Schema) search() error {
	g := generator{Rand: rand.New(rand.NewPCG(1, 2)), checker: checker{steps: maxSteps}}
	out, ok := g.attempt(nil, s.plan)
	if !ok {
		return errNotFound
	}
	s.sample = bytes.Clone(out)
	return nil
}

// attempt appends a value, and reports whether it is known to be valid. Without steps
// left it is not.
func (g *generator) attempt(dst []byte, p *plan) (_ []byte, ok bool) {
	start := len(dst)
	for range maxAttempts {
		g.extra, g.failed = maxExtra, false
		if dst = g.value(dst[:start], p, nil); !g.failed || g.steps < 0 {
			break
		}
	}
	return dst, !g.failed && g.steps >= 0
}

// Append appends a value that is valid against the schema, as compact JSON. The state
// of r determines it. Properties come in the order of the schema; required ones
// always, others mostly. If the root leaves the kind of value open it is an object;
// elsewhere it is a string.
//
// A schema may exclude values rather than describe them (not, oneOf, unique items of
// few values). Then values are generated until one passes. After too many attempts
// the result is the value that was found when the schema was compiled.
func (s *Schema) Append(dst []byte, r *rand.Rand) []byte {
	start := len(dst)
	g := generator{Rand: r, checker: checker{steps: maxSteps}}
	dst, ok := g.attempt(dst, s.plan)
	if !ok {
		return append(dst[:start], s.sample...)
	}
	return dst
}
