package latency

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Bounds of a trace: 8 bytes for each gap and 40 for each request, so 120 MB.
const (
	maxGaps     = 10_000_000
	maxRequests = 1_000_000
	maxLine     = 16 << 20 // bytes
)

// OpenTrace reads the trace in the file at path.
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

// ReadTrace reads a request a line, either JSON objects,
//
//	{"ttft_ms": 213.4, "itl_ms": [12.1, 13.0]}
//
// or CSV with the header ttft_ms,itl_ms, the gaps separated by spaces:
//
//	ttft_ms,itl_ms
//	213.4,12.1 13.0
//
// Other members and columns are ignored.
func ReadTrace(in io.Reader) (*Trace, error) {
	r := bufio.NewReader(in)
	first, err := firstByte(r)
	if err != nil {
		return nil, err
	}
	t := new(Trace)
	if first == '{' {
		err = t.readJSON(r)
	} else {
		err = t.readCSV(r)
	}
	if err != nil {
		return nil, err
	}
	if len(t.requests) == 0 {
		return nil, errEmpty
	}
	return t, nil
}

var errEmpty = errors.New("the trace has no request")

// firstByte returns the first byte that is not a space, and leaves it there.
func firstByte(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		switch {
		case err == io.EOF:
			return 0, errEmpty
		case err != nil:
			return 0, err
		case !strings.ContainsRune(" \t\r\n", rune(b)):
			return b, r.UnreadByte()
		}
	}
}

func (t *Trace) readJSON(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		var request struct {
			TTFT *float64  `json:"ttft_ms"`
			ITL  []float64 `json:"itl_ms"`
		}
		err := json.Unmarshal(lines.Bytes(), &request)
		if err == nil && request.TTFT == nil {
			err = errors.New("there is no ttft_ms")
		}
		if err == nil {
			err = t.addMillis(*request.TTFT, request.ITL)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return lines.Err()
}

func (t *Trace) readCSV(in io.Reader) error {
	rows := csv.NewReader(in)
	rows.ReuseRecord = true
	rows.TrimLeadingSpace = true
	ttftAt, itlAt, err := columns(rows)
	if err != nil {
		return err
	}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.addRow(row[ttftAt], row[itlAt]); err != nil {
			line, _ := rows.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// columns reads the header of a CSV file.
func columns(rows *csv.Reader) (ttft, itl int, err error) {
	header, err := rows.Read()
	if err != nil {
		return 0, 0, err
	}
	ttft, itl = -1, -1
	for i, name := range header {
		switch strings.TrimSpace(name) {
		case "ttft_ms":
			ttft = i
		case "itl_ms":
			itl = i
		}
	}
	if ttft < 0 || itl < 0 {
		return 0, 0, fmt.Errorf("line 1: the columns ttft_ms and itl_ms are wanted, not %q", header)
	}
	return ttft, itl, nil
}

func (t *Trace) addRow(ttft, itl string) error {
	first, err := strconv.ParseFloat(strings.TrimSpace(ttft), 64)
	if err != nil {
		return err
	}
	var gaps []float64
	for _, field := range strings.Fields(itl) {
		gap, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return err
		}
		gaps = append(gaps, gap)
	}
	return t.addMillis(first, gaps)
}

// addMillis adds a request whose times are in milliseconds. It keeps gaps no
// longer than the call.
func (t *Trace) addMillis(ttft float64, gaps []float64) error {
	const millisecond = 1e6
	all := append([]float64{ttft}, gaps...)
	for i := range all {
		if all[i] *= millisecond; !(all[i] >= 0 && all[i] <= float64(longest)) {
			return fmt.Errorf("%g ms is not between 0 and %v", all[i]/millisecond, longest)
		}
	}
	if len(t.requests) == maxRequests || t.gaps()+len(gaps) > maxGaps {
		return fmt.Errorf("the trace has more than %d requests or %d inter-token latencies", maxRequests, maxGaps)
	}
	t.add(all[0], all[1:])
	return nil
}
