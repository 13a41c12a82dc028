// Package schema makes up JSON values that are valid against a JSON Schema: the
// arguments of a tool call, the content of an answer with a response_format.
//
// A schema is compiled once into a plan, a tree of what may be emitted, and
// every value is a random walk through it. allOf, $ref and keywords beside each
// other are merged at compile time; what cannot be merged (not, oneOf) is tried
// and checked. The plan knows the size of the smallest value behind each of its
// branches, which is how recursion ends and how no schema can ask for more
// memory than the limits below.
package schema

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
)

// What a schema may ask for. Compile refuses what is beyond.
const (
	maxRaw     = 1 << 20   // bytes of the schema
	maxValues  = 1 << 16   // JSON values in the schema
	maxNesting = 1 << 10   // schemas inside of each other
	maxCount   = 1 << 14   // minItems, minLength, minProperties, minContains
	maxSize    = 512 << 10 // bytes of the smallest value, see [plan.size]
	maxWork    = 1 << 20   // steps of the compiler
)

// Schema makes up values. It is read-only and safe for concurrent use.
type Schema struct {
	plan   *plan
	sample []byte // a value that is valid
}

// Compile reads a JSON Schema: draft 2020-12, with the spellings of older drafts
// where they do not contradict. No bytes at all are the schema {}.
//
// An error names the place in the words of OpenAI: "In context=('properties',
// 'a'), …". It means that raw is not JSON, not a schema, has a $ref that leads
// nowhere, that no value is found that satisfies it or that it is beyond a limit.
// A regular expression that Go cannot express is an error; of one with lookaround
// or a backreference it is a [RegexpError]. Keywords that are not known are
// ignored. Compile does not keep raw.
func Compile(raw []byte) (*Schema, error) { return compile(raw) }

// CompileObject is Compile for what must be an object, such as the arguments of a
// function. It refuses a schema of another type.
func CompileObject(raw []byte) (*Schema, error) { return compile(raw, objectOnly) }

// objectOnly is satisfied by all objects.
var objectOnly = &rule{id: -3, typed: true, kinds: object, maxFields: unlimited}

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

// checkObject refuses, in OpenAI's words, a schema of no object.
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

// errNotFound says that values were made up in vain.
var errNotFound = errors.New("no value was found that satisfies the schema")

// maxAttempts is how often a whole value that turns out invalid is made up again.
const maxAttempts = 8

// search finds a sample.
func (s *Schema) search() error {
	g := generator{Rand: rand.New(rand.NewPCG(1, 2)), checker: checker{maxSteps}}
	out, ok := g.attempt(nil, s.plan)
	if !ok {
		return errNotFound
	}
	s.sample = bytes.Clone(out)
	return nil
}

// attempt appends a value, and reports whether it is valid. Without steps left that
// is not known.
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

// Append appends a value that is valid against the schema, as compact JSON. The
// state of r decides on the bytes. Properties come in the order of the schema;
// required ones always, others mostly. Where the root leaves the kind of value
// open it is an object, elsewhere a string.
//
// Where a schema excludes values rather than describes them (not, oneOf, unique
// items of few values) a value is made up again until it passes, but not forever:
// then it is the one that was found when the schema was compiled.
func (s *Schema) Append(dst []byte, r *rand.Rand) []byte {
	start := len(dst)
	g := generator{Rand: r, checker: checker{maxSteps}}
	dst, ok := g.attempt(dst, s.plan)
	if !ok {
		return append(dst[:start], s.sample...)
	}
	return dst
}
