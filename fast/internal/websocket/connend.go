package websocket

import (
	"time"

	ws "github.com/fasthttp/websocket"
)

// ends reports whether nothing is answered any more. The caller holds mu.
func (c *conn) ends() bool { return c.closing && (!c.draining || len(c.active) == 0) }

// cancel ends the answers that are being sent.
func (c *conn) cancel() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.active {
		t.cancelled.Store(true)
		t.leave()
	}
}

// drain closes the connection once the answers that have begun are sent and those that wait
// are refused, each in its turn.
func (c *conn) drain() {
	c.mu.Lock()
	c.draining = !c.closing
	c.mu.Unlock()
	c.close(ws.CloseServiceRestart, "the server is shutting down")
}

// close closes the connection once the answers that have begun are sent.
func (c *conn) close(code int, reason string) {
	c.mu.Lock()
	if !c.closing {
		c.closing, c.code, c.reason = true, code, reason
	}
	idle := len(c.active) == 0
	c.room.Broadcast()
	c.mu.Unlock()
	if idle {
		c.finish()
	}
}

// finish tells the client that the connection is closed. The client has closeTimeout to
// confirm that: then serve ends.
func (c *conn) finish() {
	c.net.writeClose(c.code, c.reason)
	c.net.SetReadDeadline(time.Now().Add(closeTimeout))
}

// expire closes the connection if it is idle and has lasted or idled too long. It does not
// wait for the client.
func (c *conn) expire(now time.Time) {
	idle, old := c.server.config.IdleTimeout, now.Sub(c.began) > c.server.config.MaxAge
	if !old && (idle <= 0 || now.Sub(time.Unix(0, c.used.Load())) <= idle) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.active) > 0 || c.closing {
		return
	}
	c.closing, c.code, c.reason = true, ws.CloseGoingAway, "the connection was idle for too long"
	if old {
		c.reason = "the connection has lasted too long"
	}
	go func() {
		if old {
			c.conversation.Expire(c.send)
		}
		c.finish()
	}()
}

// breakOff ends serve, even where that waits for answers and does not read.
func (c *conn) breakOff() {
	c.net.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closing, c.draining = true, false
	c.room.Broadcast()
}

// end closes the connection and gives up what is not answered.
func (c *conn) end() {
	c.gone.Store(true)
	c.net.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closing, c.draining = true, false
	for _, t := range c.queue {
		c.drop(t)
	}
	c.queue = nil
	for _, t := range c.active {
		t.leave()
	}
	for len(c.active) > 0 {
		c.room.Wait()
	}
}

func (c *conn) recover() {
	if what := recover(); what != nil {
		c.server.config.LogPanic(what)
		c.net.writeClose(ws.CloseInternalServerErr, "")
	}
}
