package fast_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mock-openai/fast"
	"mock-openai/fast/internal/hangup"
)

// TestManyServers starts and stops many servers in one process while clients stream, leave,
// stall and reset. Each must give its own answers until it ends, and leave no goroutine
// behind; TestMain checks that.
func TestManyServers(t *testing.T) {
	t.Parallel()
	if !hangup.Supported {
		t.Skip("hang-ups are not noticed on this system")
	}
	const workers, rounds = 6, 4
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for round := range rounds {
				wire := wireNames[(w+round)%len(wireNames)]
				if err := liveAndDie(wire, "answer of server "+string(rune('a'+w))); err != nil {
					t.Errorf("%s: %v", wire, err)
				}
			}
		})
	}
	wg.Wait()
}

// liveAndDie serves clients of all kinds over wire, and shuts down while some still wait.
func liveAndDie(scheme, said string) error {
	config := fast.Config{Answers: fast.Answers{Echo: true, Articles: 64}, Limits: fast.Limits{MaxConns: 1000}}
	wire := wires[scheme]
	wire.setUp(&config)
	s, err := fast.New(config)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	wire.client = transportOf(scheme)
	client := &http.Client{Transport: transports{scheme: wire}}
	url := scheme + "://" + ln.Addr().String() + chatPath
	ask := func(ctx context.Context, header, value string, stream string) (string, error) {
		body := `{"stream":` + stream + `,"messages":[{"role":"user","content":"` + said + `"}]}`
		req, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader(body))
		if err != nil {
			return "", err
		}
		req.Header.Set(header, value)
		res, err := client.Do(req)
		if err != nil {
			return "", err
		}
		defer res.Body.Close()
		got, err := io.ReadAll(res.Body)
		return string(got), err
	}
	var clients sync.WaitGroup
	ctx, leave := context.WithCancel(context.Background())
	for range 4 {
		clients.Go(func() { ask(ctx, "X-Mock-Ttft", "1h", "true") }) // leaves in time
		clients.Go(func() { ask(context.Background(), "X-Mock-Fault", "stall", "true") })
		clients.Go(func() { ask(context.Background(), "X-Mock-Fault", "reset", "false") })
	}
	for _, stream := range []string{"false", "true"} {
		for range 5 {
			got, e := ask(context.Background(), "X-Mock-Itl", "100us", stream)
			if text := deltas(got); e != nil || text != said {
				err = errors.Join(err, e, errors.New("answered "+got))
			}
		}
	}
	leave()
	ending, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err = errors.Join(err, s.Shutdown(ending))
	clients.Wait()
	wire.client.CloseIdleConnections()
	return errors.Join(err, <-served)
}
