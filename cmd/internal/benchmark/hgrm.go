package benchmark

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mock-openai/bench/load"
)

// writeHGRM writes the percentiles of each URL to a file of its own.
func (c *Command) writeHGRM(results ...*load.Result) error {
	if c.HGRM == "" {
		return nil
	}
	for i, result := range results {
		f, err := os.Create(numbered(c.HGRM, i+1))
		if err != nil {
			return err
		}
		if err := errors.Join(result.Latency.WriteHGRM(f), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// numbered returns the name of the n-th of several files: run.hgrm, run-2.hgrm, run-3.hgrm.
func numbered(file string, n int) string {
	if n == 1 {
		return file
	}
	extension := filepath.Ext(file)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(file, extension), n, extension)
}
