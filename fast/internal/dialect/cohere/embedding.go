package cohere

import (
	"math"
	"sync"
	"unicode/utf8"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/pool"
)

// embedding is what a request for embeddings asks for besides its inputs.
type embedding struct {
	session *dialect.Session

	given struct{ texts, images, inputs []byte } // as they stand in the body; nil if absent

	types      uint8 // bits by embeddingType
	texts      int   // inputs that are texts; they come first
	images     int
	most       int  // tokens of an input
	cut        bool // an input has more
	keepsEnd   bool // a longer one loses its beginning
	refuses    bool // a longer one is refused
	components []float32
}

var embeddingPool = sync.Pool{New: func() any { return new(embedding) }}

// usualMost is how many tokens of an input count unless the request says so.
const usualMost = 128_000

// newEmbedding returns an embedding for c, which releases it.
func newEmbedding(c *dialect.Session) *embedding {
	e := embeddingPool.Get().(*embedding)
	e.session, e.most = c, usualMost
	c.State = e
	return e
}

func embeddingOf(c *dialect.Session) *embedding { return c.State.(*embedding) }

// Release returns e to the pool. Nothing of it may be used afterwards.
func (e *embedding) Release() {
	*e = embedding{components: e.components[:0]}
	embeddingPool.Put(e)
}

func (e *embedding) wants(t embeddingType) bool { return e.types&(1<<t) != 0 }

// limit truncates the inputs to the tokens that may count, or refuses longer ones.
func (e *embedding) limit() *apierr.Error {
	c := e.session
	for i := range c.Inputs {
		in := &c.Inputs[i]
		if in.Tokens > e.most {
			if e.refuses {
				return badRequest("too many tokens: total number of tokens in an input cannot exceed %d - received %d.", e.most, in.Tokens)
			}
			in.Tokens, e.cut = e.most, true
		}
		c.PromptTokens += in.Tokens
	}
	return nil
}

// truncated returns as much of text as counts.
func (e *embedding) truncated(text []byte) []byte {
	if e.most == 0 {
		return nil
	}
	if t := e.session.Tokenizer; t != nil {
		ends := t.AppendEnds(nil, text)
		switch {
		case len(ends) <= e.most:
			return text
		case e.keepsEnd:
			return text[ends[len(ends)-e.most-1]:]
		}
		return text[:ends[e.most-1]]
	}
	chars := e.most * pool.CharsPerToken
	if e.keepsEnd {
		chars = max(0, decode.Chars(text)-chars)
	}
	at := 0
	for range chars {
		if at == len(text) {
			break
		}
		_, size := utf8.DecodeRune(text[at:])
		at += size
	}
	if e.keepsEnd {
		return text[at:]
	}
	return text[:at]
}

// embeddingType is a form in which a vector is sent.
type embeddingType uint8

const (
	floatType embeddingType = iota
	int8Type
	uint8Type
	binaryType
	ubinaryType
	base64Type
)

var embeddingTypes = [...]string{
	floatType: "float", int8Type: "int8", uint8Type: "uint8", binaryType: "binary", ubinaryType: "ubinary", base64Type: "base64",
}

// roomOf is about how many bytes eight numbers of a vector take.
var roomOf = [...]int{floatType: 8 * 14, int8Type: 8 * 5, uint8Type: 8 * 4, binaryType: 5, ubinaryType: 4, base64Type: 8 * 6}

// appendVector appends the vector for hash in a form. All forms of it have the same signs.
func (e *embedding) appendVector(dst []byte, p *pool.Pool, hash uint64, n int, of embeddingType) []byte {
	switch of {
	case floatType:
		return append(p.AppendVector(append(dst, '['), hash, n), ']')
	case base64Type:
		return append(p.AppendVectorBase64(append(dst, '"'), hash, n), '"')
	}
	e.components = p.AppendComponents(e.components[:0], hash, n)
	dst = append(dst, '[')
	if of == binaryType || of == ubinaryType {
		dst = appendBits(dst, e.components, of)
	} else {
		dst = appendBytes(dst, e.components, of)
	}
	dst[len(dst)-1] = ']' // in place of the last comma
	return dst
}

// appendBytes appends the components as numbers of eight bits, each followed by a comma. A
// component of the mean size becomes meanByte.
func appendBytes(dst []byte, components []float32, of embeddingType) []byte {
	const meanByte, least, most = 32, -128, 127
	scale := meanByte * math.Sqrt(float64(len(components)))
	for _, f := range components {
		b := max(least, min(most, int(math.Round(float64(f)*scale))))
		if of == uint8Type {
			b -= least
		}
		dst = append(render.AppendInt(dst, b), ',')
	}
	return dst
}

// appendBits appends the signs of the components, eight in a number, each number followed
// by a comma. A signed number is the unsigned one less 128.
func appendBits(dst []byte, components []float32, of embeddingType) []byte {
	const perByte = 8
	for at := 0; at < len(components); at += perByte {
		bits := 0
		for i := at; i < at+perByte; i++ {
			bits <<= 1
			if i < len(components) && components[i] > 0 {
				bits |= 1
			}
		}
		if of == binaryType {
			bits -= 128
		}
		dst = append(render.AppendInt(dst, bits), ',')
	}
	return dst
}
