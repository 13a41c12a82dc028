package verify

import (
	"fmt"
	"hash/crc32"
	"sync"

	"mock-openai/fast/skim"
	"mock-openai/pool"
)

// Embeddings is OpenAI's API for vectors.
var Embeddings = &API{
	Name:      "embeddings",
	Model:     "text-embedding-3-small",
	Key:       "Authorization",
	KeyPrefix: "Bearer ",
	path:      fixed("/v1/embeddings"),
	body: func(r Request) any {
		body := struct {
			Model    string `json:"model"`
			Input    any    `json:"input"`
			Encoding string `json:"encoding_format,omitempty"`
		}{Model: r.Model, Input: r.Prompt}
		if r.Base64 {
			body.Input, body.Encoding = []string{r.Prompt}, "base64" // ten times as quick to check
		}
		return body
	},
	asksStream: func(string, []byte) bool { return false },
	closing:    numStages,
	read:       (*said).answer,
}

// vectors compares answers: requests come in pairs that ask for the same two texts. It
// remembers the vectors of the first answer until the second comes. If that does not come,
// the first is not compared.
type vectors struct {
	mu     sync.Mutex
	half   map[uint64]pair // vectors of request pairs with one answer so far
	owners map[pair]uint64 // request pairs that recent vectors belong to
	recent [4096]pair      // ring of the keys of owners
	next   int
	begun  [mostHalves]uint64 // ring of the keys put in half; some are complete since
	nexth  int
}

// pair holds the checksums of two vectors. They take half the time of maphash, 0.9 µs for the
// 8 KiB of a vector, and miss one change in 2³².
type pair [2]uint32

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func newVectors() *vectors {
	return &vectors{half: make(map[uint64]pair), owners: make(map[pair]uint64)}
}

// appendInputs appends the two texts of request number, with the JSON between them.
func (v *Verify) appendInputs(dst []byte, number uint64) []byte {
	number &^= 1
	dst = v.texts.appendText(dst, number, sent)
	return v.texts.appendText(append(dst, `","`...), number+1, sent)
}

// inputTokens returns how many tokens the server counts for the texts of a request.
func (v *Verify) inputTokens(number uint64) int64 {
	number &^= 1
	return int64(pool.Tokens(v.texts.count(number)) + pool.Tokens(v.texts.count(number+1)))
}

// embedded is an answer with embeddings, as read.
type embedded struct {
	skim.Cursor
	count   int
	indexes [2]int64
	vectors [2][]byte // raw JSON
	usage   said
	failed  bool

	disorder bool // an index differs from its position
	blank    bool // a vector is missing
}

func (e *embedded) read(data []byte) error {
	*e = embedded{Cursor: skim.New(data)}
	if e.Kind() != skim.Object {
		e.Raw()
		return e.End()
	}
	e.Object()
	for key, ok := e.NextKey(); ok; key, ok = e.NextKey() {
		switch string(key) {
		case "data":
			e.count = 0
			e.data()
		case "usage":
			e.usage.Cursor = e.Cursor
			e.usage.readUsage()
			e.Cursor = e.usage.Cursor
		case "error":
			e.failed = e.Kind() != skim.Null
			e.Raw()
		default:
			e.Raw()
		}
	}
	return e.End()
}

func (e *embedded) data() {
	if e.Kind() != skim.Array {
		e.Raw()
		return
	}
	for e.Array(); e.NextElem(); e.count++ {
		if e.Kind() != skim.Object {
			e.Raw()
			continue
		}
		index, vector := int64(0), []byte(nil)
		e.Object()
		for key, ok := e.NextKey(); ok; key, ok = e.NextKey() {
			switch string(key) {
			case "index":
				index = number(e.Raw())
			case "embedding":
				vector = e.Raw()
			default:
				e.Raw()
			}
		}
		if e.count < len(e.vectors) {
			e.indexes[e.count], e.vectors[e.count] = index, vector
		}
		e.disorder = e.disorder || index != int64(e.count)
		e.blank = e.blank || len(vector) < len(`""x`)
	}
}

// checkVectors checks an answer with embeddings.
func (c *checker) checkVectors() {
	e := &c.embedded
	if err := e.read(c.body.data); err != nil {
		c.unreadable(c.body.data, e.Offset())
		return
	}
	switch {
	case e.failed:
		c.fault(ErrorEvent, "no error", excerpt(c.body.data, 0))
		return
	case e.count < 2 || len(e.vectors[0]) < 3 || len(e.vectors[1]) < 3:
		c.fault(MissingText, "two vectors", excerpt(c.body.data, 0))
	case e.count > 2:
		c.fault(Duplicated, "two vectors", fmt.Sprint(e.count))
	case e.indexes == [2]int64{1, 0}:
		c.fault(Reordered, "index 0 before 1", "1 before 0")
	case e.indexes != [2]int64{0, 1}:
		c.fault(ChangedText, "indexes 0 and 1", fmt.Sprint(e.indexes))
	default:
		c.compareVectors()
	}
	switch {
	case c.has(ForeignText):
	case !e.usage.has:
		c.fault(MissingUsage, c.expectedUsage().String(), "no usage")
	default:
		came := e.usage.usage
		came.completion = 0
		c.checkUsage(came)
	}
}

// compareVectors compares the vectors with those in the other answer for the same texts.
func (c *checker) compareVectors() {
	v, own := c.Verify.vectors, c.want.number/2
	var came pair
	for i, raw := range c.embedded.vectors {
		came[i] = crc32.Checksum(raw, castagnoli)
	}
	v.mu.Lock()
	want, ok := v.half[own]
	owner, known := v.owners[came]
	switch {
	case known && owner != own:
	case ok:
		delete(v.half, own)
	default:
		v.begin(came, own)
		v.own(came, own)
	}
	v.mu.Unlock()
	if known && owner != own {
		c.fault(ForeignText, "vectors of its own", fmt.Sprintf("those of requests #%d and #%d", 2*owner, 2*owner+1))
		return
	}
	if !ok || came == want {
		return
	}
	kind := ChangedText
	switch {
	case came == pair{want[1], want[0]}:
		kind = Reordered
	case came[0] != want[0] && came[1] != want[1]: // a change seldom hits both
		kind = ForeignText
	}
	i := 0
	if came[0] == want[0] {
		i = 1
	}
	c.fault(kind, "the vectors that these inputs had in another answer", excerpt(c.embedded.vectors[i], 0))
}

// begin remembers the vectors of a request pair whose other answer has not come.
func (v *vectors) begin(came pair, own uint64) {
	delete(v.half, v.begun[v.nexth])
	v.begun[v.nexth], v.half[own] = own, came
	v.nexth = (v.nexth + 1) % len(v.begun)
}

// own records which request pair the vectors belong to.
func (v *vectors) own(came pair, owner uint64) {
	delete(v.owners, v.recent[v.next])
	v.recent[v.next], v.owners[came] = came, owner
	v.next = (v.next + 1) % len(v.recent)
}
