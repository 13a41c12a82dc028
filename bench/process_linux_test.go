package bench_test

import (
	"net"
	"os"
	"testing"
	"time"

	"mock-openai/bench"
)

// TestWatch watches this process, which is found by its port, burn a processor.
func TestWatch(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	pid, err := bench.PortOf(ln.Addr().(*net.TCPAddr).Port)
	if err != nil || pid != os.Getpid() {
		t.Fatalf("process %d, %v, want %d", pid, err, os.Getpid())
	}
	w, err := bench.Watch(t.Context(), pid)
	if err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); time.Since(start) < time.Second; {
	}
	p, err := w.Stop(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.PID != pid || p.Name == "" || p.Under.CPU <= 0 || p.Under.CPU <= p.Idle.CPU || p.Under.Resident < 1<<20 || p.After.Resident < 1<<20 {
		t.Errorf("%+v", p)
	}
	if _, err := bench.Watch(t.Context(), 1<<30); err == nil {
		t.Error("a process that is not there is watched")
	}
}
