package load

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
)

// Targeter makes the bodies that are sent. Any number of goroutines call it.
type Targeter interface {
	// AppendBody appends the body of request n to dst. Requests are counted from First of
	// the Load over all connections.
	AppendBody(dst []byte, n int64) []byte
}

var (
	_ Targeter = Body(nil)
	_ Targeter = new(Bodies)
)

// Body is the same body for every request.
type Body []byte

// AppendBody appends b.
func (b Body) AppendBody(dst []byte, _ int64) []byte { return append(dst, b...) }

// Unique stands in the bodies of Bodies for 16 hexadecimal digits that no other
// request of the run has, and hardly any other run: what no cache can have seen.
const Unique = "{{unique}}"

// Bodies are bodies that take turns, each as often as its weight says.
type Bodies struct {
	bodies  [][][]byte // cut where Unique stood
	order   []int
	salt    uint64
	uniques atomic.Uint64 // given out, in all runs
}

// maxOrder is the longest order in which bodies take turns.
const maxOrder = 1 << 20

// NewBodies returns bodies of equal weight.
func NewBodies(bodies ...[]byte) *Bodies {
	b := &Bodies{salt: rand.Uint64()}
	for i, body := range bodies {
		b.bodies = append(b.bodies, bytes.Split(body, []byte(Unique)))
		b.order = append(b.order, i)
	}
	return b
}

// ReadBodies reads JSON values, such as JSON lines. Each is a body, on one line or
// several, or {"weight": 3, "body": {…}} for one that comes three times in its turn.
func ReadBodies(values []byte) (*Bodies, error) {
	b, d := NewBodies(), json.NewDecoder(bytes.NewReader(values))
	line, counted := 1, 0 // the line of the byte up to which lines are counted
	for {
		rest := bytes.TrimLeft(values[d.InputOffset():], " \t\r\n")
		if len(rest) == 0 {
			break
		}
		begin := len(values) - len(rest)
		line, counted = line+bytes.Count(values[counted:begin], []byte("\n")), begin
		var value json.RawMessage
		if d.Decode(&value) != nil {
			first, _, _ := bytes.Cut(rest, []byte("\n"))
			return nil, fmt.Errorf("line %d: no JSON: %.40q", line, first)
		}
		body, weight, err := weighted(value)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if len(b.order)+weight > maxOrder {
			return nil, fmt.Errorf("line %d: the weights add up to more than %d", line, maxOrder)
		}
		for range weight {
			b.order = append(b.order, len(b.bodies))
		}
		b.bodies = append(b.bodies, bytes.Split(body, []byte(Unique)))
	}
	if len(b.bodies) == 0 {
		return nil, errors.New("there are no bodies")
	}
	if len(b.order) > len(b.bodies) { // so that a heavy body does not come in a row
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(b.order), func(i, j int) { b.order[i], b.order[j] = b.order[j], b.order[i] })
	}
	return b, nil
}

// weighted returns the body that a value holds, and its weight.
func weighted(value []byte) ([]byte, int, error) {
	var wrapped struct{ Weight, Body json.RawMessage }
	if err := json.Unmarshal(value, &wrapped); err != nil || wrapped.Weight == nil || wrapped.Body == nil {
		return value, 1, nil
	}
	weight, err := strconv.Atoi(string(wrapped.Weight))
	if err != nil || weight < 1 || weight > maxOrder {
		return nil, 0, fmt.Errorf("weight must be a whole number between 1 and %d, not %.40s", maxOrder, wrapped.Weight)
	}
	return wrapped.Body, weight, nil
}

// AppendBody appends the body whose turn it is. What stands for Unique is new with each call:
// a warm-up or a block before must not have filled a cache.
func (b *Bodies) AppendBody(dst []byte, n int64) []byte {
	parts := b.bodies[b.order[n%int64(len(b.order))]]
	dst = append(dst, parts[0]...)
	if len(parts) == 1 {
		return dst
	}
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], mix(b.salt+b.uniques.Add(1)))
	for _, part := range parts[1:] {
		dst = append(hex.AppendEncode(dst, key[:]), part...)
	}
	return dst
}

// mix is a bijection without visible order: the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
