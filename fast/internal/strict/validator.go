package strict

import (
	"slices"
	"strconv"
	"sync"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// Validator checks the body of a request. It knows its position in the body, to name
// it in an error, and does not allocate before that.
type Validator struct {
	words *words
	path  []pathStep
	open  []property // members of the objects around the current value

	schemaPath []pathStep   // in the schema that is checked
	texts      [][]byte     // of arrays that are compared with others
	calls      pendingCalls // of messages
	sides      []callSide   // of input items
}

// pathStep leads from an object to a member, or from an array to an element.
type pathStep struct {
	name  string // empty for an element and if given is set
	given []byte // a name that the request has chosen, unescaped
	index int
}

var validatorPool = sync.Pool{New: func() any { return new(Validator) }}

// acquireValidator returns a validator from the pool. Release it with
// releaseValidator.
func acquireValidator() *Validator { return validatorPool.Get().(*Validator) }

// releaseValidator returns v to the pool, unless an unusual request has made it
// large.
func releaseValidator(v *Validator) {
	const most = 1 << 10
	if max(cap(v.open), cap(v.texts), cap(v.calls.all), cap(v.sides)) > most {
		return
	}
	clear(v.open[:cap(v.open)])
	clear(v.texts[:cap(v.texts)])
	clear(v.calls.all[:cap(v.calls.all)])
	v.calls.reset()
	clear(v.sides[:cap(v.sides)])
	v.path, v.open, v.schemaPath = v.path[:0], v.open[:0], v.schemaPath[:0]
	v.texts, v.sides = v.texts[:0], v.sides[:0]
	validatorPool.Put(v)
}

// member applies r to the member of that name.
func (v *Validator) member(name string, raw []byte, r rule) *apierr.Error {
	return v.follow(pathStep{name: name}, raw, r)
}

// element applies r to element i.
func (v *Validator) element(i int, raw []byte, r rule) *apierr.Error {
	return v.follow(pathStep{index: i}, raw, r)
}

func (v *Validator) follow(s pathStep, raw []byte, r rule) *apierr.Error {
	v.path = append(v.path, s)
	err := r(v, raw)
	v.path = v.path[:len(v.path)-1]
	return err
}

// name returns the path of the current value: messages[0].role.
func (v *Validator) name() string {
	var b []byte
	for i, s := range v.path {
		if s.name == "" && s.given == nil {
			if v.words.dotted {
				b = strconv.AppendInt(append(b, '.'), int64(s.index), 10)
				continue
			}
			b = append(strconv.AppendInt(append(b, '['), int64(s.index), 10), ']')
			continue
		}
		if i > 0 {
			b = append(b, '.')
		}
		b = append(append(b, s.name...), s.given...)
	}
	return string(b)
}

// at returns the path of a member of the current object.
func (v *Validator) at(name string) string {
	if len(v.path) == 0 {
		return name
	}
	return v.name() + "." + name
}

// Members returns the members of an object. Call close afterwards.
func (v *Validator) Members(object []byte) Members {
	n := len(v.open)
	v.open = appendMembers(v.open, object)
	return v.open[n:len(v.open):len(v.open)]
}

func (v *Validator) close(given Members) { v.open = v.open[:len(v.open)-len(given)] }

// Texts returns the strings of an array, unescaped, or nil if there is no array. Call closeTexts
// afterwards.
func (v *Validator) Texts(array []byte) [][]byte {
	n := len(v.texts)
	if kindOf(array) == skim.Array {
		in := skim.New(array)
		for in.Array(); in.NextElem(); {
			if each := in.Raw(); kindOf(each) == skim.String {
				v.texts = append(v.texts, unescaped(each))
			}
		}
	}
	return v.texts[n:len(v.texts):len(v.texts)]
}

func (v *Validator) closeTexts(texts [][]byte) { v.texts = v.texts[:len(v.texts)-len(texts)] }

// expect refuses values of other kinds than these.
func (v *Validator) expect(want string, raw []byte, kinds ...skim.Kind) *apierr.Error {
	if slices.Contains(kinds, kindOf(raw)) {
		return nil
	}
	return v.wrongType(want, raw)
}

func (v *Validator) wrongType(want string, raw []byte) *apierr.Error {
	return v.words.wrongType(v.name(), want, raw)
}

func kindOf(raw []byte) skim.Kind {
	c := skim.New(raw)
	return c.Kind()
}

// textOf reads a string value.
func textOf(raw []byte) skim.Text {
	c := skim.New(raw)
	return c.String()
}

// isText reports whether a value is the string want.
func isText(raw []byte, want string) bool {
	if kindOf(raw) != skim.String {
		return false
	}
	text := textOf(raw)
	if text.Escaped {
		return string(skim.AppendUnescaped(nil, text.Raw)) == want
	}
	return string(text.Raw) == want
}
