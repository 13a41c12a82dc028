package verify

import "mock-openai/fast/skim"

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
