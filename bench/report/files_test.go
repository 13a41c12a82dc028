package report

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestWriteJSON(t *testing.T) {
	name := filepath.Join(t.TempDir(), "A.json")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(f, sample()); err != nil {
		t.Fatal(err)
	}
	f.Close()
	run, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	if run.Name != name || !reflect.DeepEqual(run.Report, sample()) {
		t.Errorf("%+v, want %+v", run.Report, sample())
	}
}

func TestRead_Failure(t *testing.T) {
	f := func(content, want string) {
		t.Helper()
		name := filepath.Join(t.TempDir(), "A.json")
		os.WriteFile(name, []byte(content), 0o644)
		if _, err := Read(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
	f("{", "cannot read")
	f("{}", "holds no report")
	f("[]", "cannot read")
	if _, err := Read(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Error(err)
	}
}

func TestWriteCSV(t *testing.T) {
	var b strings.Builder
	if err := WriteCSV(&b, []Run{{"A", sample()}, {"B", bare()}}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	f := func(row int, name, want string) {
		t.Helper()
		for i, column := range rows[0] {
			if column == name {
				if rows[row][i] != want {
					t.Errorf("row %d: %s is %q, want %q", row, name, rows[row][i], want)
				}
				return
			}
		}
		t.Errorf("no column %s in %v", name, rows[0])
	}
	f(1, "run", "A")
	f(1, "requests", "20000")
	f(1, "latency_p50_ms", "0.4")
	f(2, "intact", "0.9997993981945837")
	f(2, "least_headroom", "")
	f(3, "run", "B")
	f(3, "latency_p99.9_ms", "")
	f(4, "ttft_deviation_ms", "")
}

// TestWriteCSV_Kinds refuses lines of URLs and of rates in one table.
func TestWriteCSV_Kinds(t *testing.T) {
	run, sweep := sample(), &Report{Frontier: sample().Frontier}
	for _, runs := range [][]Run{{{"A.json", run}, {"B.json", sweep}}, {{"B.json", sweep}, {"A.json", run}}} {
		var b strings.Builder
		if err := WriteCSV(&b, runs); err == nil || !strings.Contains(err.Error(), "B.json is a sweep") || b.Len() > 0 {
			t.Errorf("error %v, and\n%s", err, &b)
		}
	}
}
