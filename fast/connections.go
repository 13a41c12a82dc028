package fast

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/coalesce"
	"mock-openai/fast/internal/connlimit"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/internal/receive"
	"mock-openai/fast/internal/websocket"
)

// connections are what serves the connections of a server.
type connections struct {
	limit     *connlimit.Limiter // nil if they are not limited
	listeners coalesce.Listeners
	http      *fasthttp.Server // HTTP/1.1
	h2        *h2.Server       // nil if HTTP/2 is off
	sockets   *websocket.Server
	bodies    *receive.Bodies // of HTTP/1.1
	idle      whileServing    // gives memory back
}

// count returns how many connections are open, over HTTP/1.1 and HTTP/2, and how many of
// them are parked.
func (c *connections) count() (open, parked int) {
	open, parked = c.listeners.Count()
	if c.h2 != nil {
		open += c.h2.Open()
	}
	return open, parked
}

// shutdown closes all connections once their requests have been answered. wait must wait
// for the answers that were taken from the servers' handlers.
func (c *connections) shutdown(ctx context.Context, wait func()) error {
	c.sockets.Drain()
	if c.h2 == nil {
		return c.shutdownHTTP1(ctx, wait)
	}
	done := make(chan error, 1)
	go func() { done <- c.h2.Shutdown(ctx) }()
	return errors.Join(c.shutdownHTTP1(ctx, wait), <-done)
}

// shutdownHTTP1 closes the listeners and shuts down fasthttp. Then fasthttp lets go of no
// more connections, and it waits for those that it has let go of.
func (c *connections) shutdownHTTP1(ctx context.Context, wait func()) error {
	failed := c.closeListeners()
	if err := c.http.ShutdownWithContext(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	if err := c.awaitHTTP1(ctx); err != nil {
		return err
	}
	if err := c.sockets.Wait(ctx); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		wait()
		close(done)
	}()
	select {
	case <-done:
		return failed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awaitHTTP1 waits until fasthttp has no connection any more, which fasthttp itself does the
// first time only.
func (c *connections) awaitHTTP1(ctx context.Context) error {
	for c.http.GetOpenConnectionsCount() >= 0 { // as in closeListeners
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

// closeListeners closes the listeners and the connections that wait for a request. It gives
// fasthttp a moment to let go of them, because that looks for them every 100 ms only.
func (c *connections) closeListeners() error {
	const most = 10 * time.Millisecond
	listeners, err := c.listeners.Close()
	for wait := 100 * time.Microsecond; wait < most; wait *= 2 {
		for _, l := range listeners {
			l.CloseWaiting()
		}
		if c.http.GetOpenConnectionsCount() < 0 { // fasthttp subtracts one until it shuts down
			break
		}
		time.Sleep(wait)
	}
	return err
}
