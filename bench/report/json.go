package report

import (
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-json"
)

// WriteJSON writes r so that Read can read it.
func WriteJSON(w io.Writer, r *Report) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

// Read reads a file that WriteJSON has written.
func Read(name string) (Run, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return Run{}, err
	}
	r := new(Report)
	if err := json.Unmarshal(data, r); err != nil {
		return Run{}, fmt.Errorf("cannot read %s as a report of bench --json: %w", name, err)
	}
	if len(r.Targets) == 0 && len(r.Frontier) == 0 {
		return Run{}, fmt.Errorf("%s holds no report of bench --json: it has no targets", name)
	}
	return Run{name, r}, nil
}
