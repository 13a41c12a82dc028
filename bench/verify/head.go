package verify

import (
	"bytes"
	"strconv"

	"mock-openai/bench/load"
)

// head is the status line and the headers of an answer.
type head struct {
	came      bool
	wrong     bool // so the rest of the answer is not checked
	requestID []byte
}

func (h *head) reset() { *h = head{requestID: h.requestID[:0]} }

// Head checks the status and the content type.
func (c *checker) Head(h load.Head) {
	c.head.came = true
	c.head.requestID = append(c.head.requestID, h.RequestID...)
	kind := "application/json"
	if c.want.stream {
		kind = c.config.API.contentType
	}
	c.head.wrong = true
	switch {
	case h.Status != c.want.status:
		c.fault(WrongStatus, strconv.Itoa(c.want.status), strconv.Itoa(h.Status))
	case h.Compressed():
		c.fault(WrongContentType, kind+" as it is", "it with Content-Encoding "+excerpt(h.Encoding, 0))
	case !isType(h.ContentType, kind) || h.Stream != c.want.stream:
		c.fault(WrongContentType, kind, string(h.ContentType))
	default:
		c.head.wrong = false
	}
}

// isType reports whether a Content-Type is kind, parameters aside.
func isType(value []byte, kind string) bool {
	return len(value) >= len(kind) && bytes.EqualFold(value[:len(kind)], []byte(kind)) &&
		(len(value) == len(kind) || value[len(kind)] == ';' || value[len(kind)] == ' ')
}
