package latency

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// jsonRequest is one line of JSON.
type jsonRequest struct {
	TTFT *float64 `json:"ttft_ms"`
	ITL  jsonGaps `json:"itl_ms"`
}

// jsonGaps is a list of numbers, or a single number.
type jsonGaps []float64

func (g *jsonGaps) UnmarshalJSON(raw []byte) error {
	if raw[0] == '[' || raw[0] == 'n' { // null means no gaps
		return json.Unmarshal(raw, (*[]float64)(g))
	}
	*g = make(jsonGaps, 1)
	return json.Unmarshal(raw, &(*g)[0])
}

func (t *Trace) readJSON(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	n := 1
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := t.addJSON(lines.Bytes()); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	err := lines.Err()
	if err == bufio.ErrTooLong {
		err = errTooLong
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", n, err)
	}
	return nil
}

func (t *Trace) addJSON(line []byte) error {
	var request jsonRequest
	err := json.Unmarshal(line, &request)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("want an object with numbers in ttft_ms and itl_ms, found %.40s", wrong.Value)
	}
	if err != nil {
		return err
	}
	if request.TTFT == nil {
		return errors.New("there is no ttft_ms")
	}
	return t.addMillis(*request.TTFT, request.ITL)
}
