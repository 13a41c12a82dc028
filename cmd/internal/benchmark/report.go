package benchmark

import (
	"errors"
	"os"

	"github.com/goccy/go-json"

	"mock-openai/bench/report"
)

// show writes runs to stdout, and to the file of --html if the flag is set.
func (o *outputFlags) show(runs ...report.Run) error {
	return errors.Join(o.writeHTML(runs), o.writeOut(runs))
}

func (o *outputFlags) writeHTML(runs []report.Run) error {
	if o.HTML == "" {
		return nil
	}
	f, err := os.Create(o.HTML)
	if err != nil {
		return err
	}
	return errors.Join(report.WriteHTML(f, runs), f.Close())
}

func (o *outputFlags) writeOut(runs []report.Run) error {
	switch {
	case o.CSV:
		return report.WriteCSV(os.Stdout, runs)
	case len(runs) > 1 && o.JSON:
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(runs)
	case len(runs) > 1:
		return report.WriteBeside(os.Stdout, runs)
	case o.JSON:
		return report.WriteJSON(os.Stdout, runs[0].Report)
	}
	return report.WriteText(os.Stdout, runs[0].Report)
}

// showFiles shows reports that --json wrote before.
func (o *outputFlags) showFiles(names []string) error {
	var runs []report.Run
	for _, name := range names {
		run, err := report.Read(name)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	return o.show(runs...)
}
