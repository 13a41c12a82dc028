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
type Schema struct{ plan *plan }

// Compile reads a JSON Schema: draft 2020-12, with the spellings of older drafts
// where they do not contradict. No bytes at all are the schema {}.
//
// An error names the place in the words of OpenAI: "In context=('properties',
// 'a'), …". It means that raw is not JSON, not a schema, has a $ref that leads
// nowhere, that no value satisfies it or that it is beyond a limit. Keywords that
// are not known are ignored, as are regular expressions that Go cannot express,
// such as look-around. Compile does not keep raw.
func Compile(raw []byte) (*Schema, error) {
	if len(bytes.TrimSpace(raw)) == 0 {
		raw = []byte("{}")
	}
	doc, err := decode(bytes.Clone(raw))
	if err != nil {
		return nil, err
	}
	root, err := parse(doc)
	if err != nil {
		return nil, err
	}
	plan, err := build(root)
	if err != nil {
		return nil, err
	}
	return &Schema{plan}, nil
}

// Append appends a value that is valid against the schema, as compact JSON. The
// state of r decides on the bytes. Properties come in the order of the schema;
// required ones always, others mostly. Where the root leaves the kind of value
// open it is an object, elsewhere a string.
//
// Where a schema excludes values rather than describes them (not, oneOf, unique
// items of few values) a value is made up again until it passes, but not forever:
// the last attempt counts.
func (s *Schema) Append(dst []byte, r *rand.Rand) []byte {
	g := generator{Rand: r, checker: checker{maxSteps}, extra: maxExtra}
	return g.value(dst, s.plan, nil)
}
