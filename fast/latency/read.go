package latency

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// Limits of a trace. With 8 bytes per gap and 40 per request, it takes up to 120 MB.
const (
	maxGaps     = 10_000_000
	maxRequests = 1_000_000
	maxLine     = 16 << 20 // bytes per request
)

var (
	errEmpty   = errors.New("the trace has no request")
	errTooLong = fmt.Errorf("a request has more than %d bytes", maxLine)
)

// byteOrderMark begins the files of some spreadsheet programs.
const byteOrderMark = "\ufeff"

// OpenTrace reads the trace file at path.
func OpenTrace(path string) (*Trace, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := ReadTrace(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

// ReadTrace reads a trace with one request per line, either JSON objects,
//
//	{"ttft_ms": 213.4, "itl_ms": [12.1, 13.0]}
//
// or CSV with the header ttft_ms,itl_ms and gaps separated by spaces:
//
//	ttft_ms,itl_ms
//	213.4,12.1 13.0
//
// If only the mean of a request's gaps is known, it stands alone. Other members and
// columns are ignored. Errors name the line.
func ReadTrace(in io.Reader) (*Trace, error) {
	r := bufio.NewReader(in)
	if mark, _ := r.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		r.Discard(len(byteOrderMark))
	}
	head, err := r.Peek(r.Size())
	if err != nil && err != io.EOF {
		return nil, err
	}
	t := new(Trace)
	switch head = bytes.TrimSpace(head); {
	case len(head) == 0 && err == io.EOF:
	case bytes.HasPrefix(head, []byte("{")):
		err = t.readJSON(r)
	default:
		err = t.readCSV(r)
	}
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(t.requests) == 0 {
		return nil, errEmpty
	}
	return t, nil
}

// addMillis adds a request with times in milliseconds. It does not retain gaps.
func (t *Trace) addMillis(ttft float64, gaps []float64) error {
	const millisecond = 1e6
	if len(t.requests) == maxRequests || t.gaps()+len(gaps) > maxGaps {
		return fmt.Errorf("the trace has more than %d requests or %d inter-token latencies", maxRequests, maxGaps)
	}
	all := append([]float64{ttft}, gaps...)
	for i := range all {
		if all[i] *= millisecond; !(all[i] >= 0 && all[i] <= float64(maxMean)) {
			return fmt.Errorf("%g ms is not between 0 and %v", all[i]/millisecond, maxMean)
		}
	}
	t.add(all[0], all[1:])
	return nil
}
