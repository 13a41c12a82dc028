package machine

import (
	"strings"
	"testing"
)

func TestShortcomings(t *testing.T) {
	f := func(files, backlog uint64, wants ...string) {
		t.Helper()
		err := shortcomingsOf(files, backlog)
		if wants == nil && err != nil {
			t.Errorf("%d files, backlog of %d: %v", files, backlog, err)
		}
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%d files, backlog of %d: %v, want %q", files, backlog, err, want)
			}
		}
	}
	f(enoughFiles, enoughBacklog)
	f(1024, 4096, "1024 open files")
	f(1<<20, 128, "somaxconn of 128")
	f(1024, 128, "1024 open files", "somaxconn of 128")
	if n := setting("/proc/none", 7); n != 7 {
		t.Errorf("a setting that is not there is %d", n)
	}
}
