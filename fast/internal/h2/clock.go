package h2

import (
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// clock renders the Date header once a second.
type clock struct{ now atomic.Pointer[date] }

// date is the rendered Date header of a second.
type date struct {
	second int64
	field  []byte
}

// appendDate appends the Date header of the time t.
func (c *clock) appendDate(dst []byte, t time.Time) []byte {
	d := c.now.Load()
	if d == nil || d.second != t.Unix() {
		d = &date{t.Unix(), appendIndexedName(nil, nameDate, fasthttp.AppendHTTPDate(nil, t))}
		c.now.Store(d)
	}
	return append(dst, d.field...)
}
