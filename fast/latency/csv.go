package latency

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// limitedReader reads at most left bytes and then fails with errTooLong. It limits
// the length of a row, whose quoted fields may span any number of lines.
type limitedReader struct {
	in   io.Reader
	left int
}

func (r *limitedReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, errTooLong
	}
	n, err := r.in.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

func (t *Trace) readCSV(in io.Reader) error {
	limited := &limitedReader{in, maxLine}
	rows := csv.NewReader(limited)
	rows.ReuseRecord = true
	rows.TrimLeadingSpace = true
	ttft, itl, line := -1, -1, 0
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return nil
		}
		if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
			return fmt.Errorf("line %d: %w", wrong.Line, wrong.Err)
		}
		if err != nil {
			return fmt.Errorf("after line %d: %w", line, err)
		}
		limited.left = maxLine
		line, _ = rows.FieldPos(0)
		if ttft < 0 {
			ttft, itl, err = columns(row)
		} else {
			err = t.addRow(row[ttft], row[itl])
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// columns finds the columns in the header.
func columns(header []string) (ttft, itl int, err error) {
	at := func(name string) int {
		return slices.IndexFunc(header, func(column string) bool { return strings.TrimSpace(column) == name })
	}
	ttft, itl = at("ttft_ms"), at("itl_ms")
	if ttft < 0 || itl < 0 {
		return 0, 0, errors.New("want a header with the columns ttft_ms and itl_ms, or JSON objects")
	}
	return ttft, itl, nil
}

func (t *Trace) addRow(ttft, itl string) error {
	first, err := number(strings.TrimSpace(ttft))
	if err != nil {
		return err
	}
	var gaps []float64
	for field := range strings.FieldsSeq(itl) {
		gap, err := number(field)
		if err != nil {
			return err
		}
		gaps = append(gaps, gap)
	}
	return t.addMillis(first, gaps)
}

func number(field string) (float64, error) {
	n, err := strconv.ParseFloat(field, 64)
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a number of milliseconds", field)
	}
	return n, nil
}
