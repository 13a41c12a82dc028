package bench

import (
	"io"
	"time"
)

// arrivals reads, and notes when its latest bytes arrived: events that lie in a
// buffer together came together, whenever they are parsed.
type arrivals struct {
	io.Reader
	latest time.Time
}

func (a *arrivals) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	a.latest = time.Now()
	return n, err
}
