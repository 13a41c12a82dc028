package bench

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Headroom watches what share of its processors a mock-openai has left. It reads the
// server's /metrics once a second. The zero value watches nothing.
type Headroom struct {
	cancel context.CancelFunc
	ended  chan struct{}

	mu     sync.Mutex
	known  bool
	latest float64
	least  float64
}

// WatchHeadroom starts to watch the server of the URL target. It stops at once if the server
// lacks the metric.
func WatchHeadroom(ctx context.Context, client *http.Client, target string) *Headroom {
	ctx, cancel := context.WithCancel(ctx)
	h := &Headroom{cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(h.ended)
		h.watch(ctx, client, target)
	}()
	return h
}

func (h *Headroom) watch(ctx context.Context, client *http.Client, target string) {
	u, err := url.Parse(target)
	if err != nil {
		return
	}
	u.Path, u.RawQuery = "/metrics", ""
	if _, ok := scrape(ctx, client, u.String()); !ok { // the first value is about the time before
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if v, ok := scrape(ctx, client, u.String()); ok {
			h.see(v)
		}
	}
}

func (h *Headroom) see(v float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.latest = v; !h.known || v < h.least {
		h.least = v
	}
	h.known = true
}

// Latest returns the share in the latest second, 0..1, or nil if there is none yet.
func (h *Headroom) Latest() *float64 { return h.value(&h.latest) }

// Least returns the smallest share so far, 0..1, or nil if there is none yet.
func (h *Headroom) Least() *float64 { return h.value(&h.least) }

func (h *Headroom) value(of *float64) *float64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.known {
		return nil
	}
	v := *of
	return &v
}

// Stop stops watching.
func (h *Headroom) Stop() {
	h.cancel()
	<-h.ended
}

// maxMetrics limits how many bytes of an exposition are read.
const maxMetrics = 4 << 20

func scrape(ctx context.Context, client *http.Client, url string) (float64, bool) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, false
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, false
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(io.LimitReader(res.Body, maxMetrics))
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), "mock_openai_headroom_ratio "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return v, err == nil
		}
	}
	return 0, false
}
