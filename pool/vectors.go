package pool

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"
)

// renderedDimensions are the lengths of vector that are rendered at start: those of
// OpenAI's embedding models and those that are commonly requested.
var renderedDimensions = []int{256, 512, 1024, 1536, 3072}

// MaxDimensions is the longest vector that can be requested.
const MaxDimensions = 4096

// vectorRings is the number of rings for each half of a vector.
const vectorRings = 8

// vectorSet provides unit vectors with one number of dimensions. A vector is two
// halves, each a rotation of one of a few rendered rings. A rotation has the same
// length as its ring, so (8·n/6)² different vectors (4 million of 1,536 dimensions)
// take 1 MB, and one vector takes two copies.
type vectorSet struct {
	n      int // dimensions
	halves [2][vectorRings]ring
}

func newVectorSet(r *rand.Rand, n int) *vectorSet {
	s := &vectorSet{n: n}
	first := firstHalf(n)
	for i := range vectorRings {
		s.halves[0][i] = newRing(gauss(r, first, float64(first)/float64(n)))
		s.halves[1][i] = newRing(gauss(r, n-first, float64(n-first)/float64(n)))
	}
	return s
}

// firstHalf returns the number of components in the first half: a multiple of
// ringStep, so that the base64 of the second half begins on a whole group.
func firstHalf(n int) int { return (n/2 + ringStep - 1) / ringStep * ringStep }

// gauss draws n normally distributed components whose squares add up to norm.
func gauss(r *rand.Rand, n int, norm float64) []float32 {
	v := make([]float64, n)
	sum := 0.0
	for i := range v {
		v[i] = r.NormFloat64()
		sum += v[i] * v[i]
	}
	out := make([]float32, n)
	for i := range v {
		out[i] = float32(v[i] * math.Sqrt(norm/sum))
	}
	return out
}

// ringStep is the distance between two rotations. Three components are twelve bytes:
// sixteen characters of base64 without a remainder.
const ringStep = 3

// ring is one half of a vector, rendered twice in a row, so that any rotation is one
// slice.
type ring struct {
	n      int      // components
	json   []byte   // twice the components, each followed by a comma
	bounds []uint32 // where every ringStep-th component begins in json
	base64 []byte   // of raw, without padding
	raw    []byte   // twice the components, little-endian
}

func newRing(v []float32) ring {
	g := ring{n: len(v)}
	begins := make([]int, len(v)) // of each component, in json
	for i, x := range v {
		begins[i] = len(g.json)
		g.json = append(AppendFloat(g.json, x), ',')
		g.raw = binary.LittleEndian.AppendUint32(g.raw, math.Float32bits(x))
	}
	for i := 0; i < 2*len(v); i += ringStep {
		g.bounds = append(g.bounds, uint32(i/len(v)*len(g.json)+begins[i%len(v)]))
	}
	g.json = append(g.json, g.json...)
	g.raw = append(g.raw, g.raw...)
	g.base64 = base64.RawStdEncoding.AppendEncode(nil, g.raw)
	return g
}

// rotations returns the number of different rotations.
func (g *ring) rotations() uint64 { return uint64((g.n + ringStep - 1) / ringStep) }

// appendJSON appends the k-th rotation as JSON numbers, each followed by a comma.
func (g *ring) appendJSON(dst []byte, k int) []byte {
	from := g.bounds[k]
	to := g.boundary(k*ringStep + g.n)
	return append(dst, g.json[from:to]...)
}

// boundary returns where component i begins in json.
func (g *ring) boundary(i int) int {
	at := int(g.bounds[i/ringStep])
	for range i % ringStep {
		for g.json[at] != ',' {
			at++
		}
		at++
	}
	return at
}

// appendBase64 appends the k-th rotation as padded base64.
func (g *ring) appendBase64(dst []byte, k int) []byte {
	const size = 4
	from := k * ringStep * size
	whole := g.n * size / 3 * 3
	dst = append(dst, g.base64[from/3*4:(from+whole)/3*4]...)
	return base64.StdEncoding.AppendEncode(dst, g.raw[from+whole:from+g.n*size])
}

// appendComponents appends the k-th rotation.
func (g *ring) appendComponents(dst []float32, k int) []float32 {
	const size = 4
	raw := g.raw[k*ringStep*size:][:g.n*size]
	for at := 0; at < len(raw); at += size {
		dst = append(dst, math.Float32frombits(binary.LittleEndian.Uint32(raw[at:])))
	}
	return dst
}

// AppendVector appends the vector of n dimensions for hash, as JSON numbers separated
// by commas.
func (p *Pool) AppendVector(dst []byte, hash uint64, n int) []byte {
	if s := p.rendered(n); s != nil {
		a, i, b, k := s.at(hash)
		dst = b.appendJSON(a.appendJSON(dst, i), k)
		return dst[:len(dst)-1]
	}
	c := p.newComponents(hash, n)
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = AppendFloat(dst, c.next())
	}
	return dst
}

// AppendVectorBase64 appends the same vector as little-endian float32 in base64.
func (p *Pool) AppendVectorBase64(dst []byte, hash uint64, n int) []byte {
	if s := p.rendered(n); s != nil {
		a, i, b, k := s.at(hash)
		return b.appendBase64(a.appendBase64(dst, i), k)
	}
	c := p.newComponents(hash, n)
	var group [4 * ringStep]byte
	for left := n; left > 0; left -= ringStep {
		b := group[:0]
		for range min(left, ringStep) {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(c.next()))
		}
		dst = base64.StdEncoding.AppendEncode(dst, b)
	}
	return dst
}

// AppendComponents appends the components of the same vector.
func (p *Pool) AppendComponents(dst []float32, hash uint64, n int) []float32 {
	if s := p.rendered(n); s != nil {
		a, i, b, k := s.at(hash)
		return b.appendComponents(a.appendComponents(dst, i), k)
	}
	c := p.newComponents(hash, n)
	for range n {
		dst = append(dst, c.next())
	}
	return dst
}

// rendered returns the set for n dimensions, or nil.
func (p *Pool) rendered(n int) *vectorSet {
	for _, s := range p.vectors {
		if s.n == n {
			return s
		}
	}
	return nil
}

// at returns the two rings and rotations for hash.
func (s *vectorSet) at(hash uint64) (a *ring, i int, b *ring, k int) {
	lo, hi := hash&math.MaxUint32, hash>>32
	a, lo = &s.halves[0][lo%vectorRings], lo/vectorRings
	b, hi = &s.halves[1][hi%vectorRings], hi/vectorRings
	return a, int(lo % a.rotations()), b, int(hi % b.rotations())
}

// components draws the components of a vector whose length is not rendered.
type components struct {
	pcg   rand.PCG
	scale float64
}

// newComponents draws the components once to determine their scale.
func (p *Pool) newComponents(hash uint64, n int) components {
	var c components
	c.pcg.Seed(hash, p.seed)
	start, sum := c.pcg, 0.0
	c.scale = 1
	for range n {
		v := float64(c.next())
		sum += v * v
	}
	return components{pcg: start, scale: 1 / math.Sqrt(sum)}
}

// next returns a component uniformly distributed around zero. With many components
// the direction is as good as any, and it needs no table.
func (c *components) next() float32 {
	const half = 1 << 52
	return float32((float64(c.pcg.Uint64()>>11)/half - 1) * c.scale)
}

// AppendFloat appends f as the shortest JSON number that reads back as f.
func AppendFloat(dst []byte, f float32) []byte {
	return strconv.AppendFloat(dst, float64(f), 'f', -1, 32)
}
