package coalesce

import "net"

// The runtime guards a socket with locks, so that no goroutine closes it, and
// another connection gets its descriptor, while a second one is in a system call.
// They are 0.1 µs of a request's 5.8. A goroutine that holds the socket needs none
// of them: as long as it does, and does not wait in the poller, nobody closes it.
//
// fasthttp's goroutine of the connection holds it from the first request until
// fasthttp is done with the connection, as ConnState hears, and so makes its calls
// past the poller wherever they need not wait. Who else closes the connection
// meanwhile has its waits end, and has it closed then.

// hold begins to hold the socket, unless it is closed.
func (c *Conn) hold() {
	if c.socket != nil && c.state.Load() == serving {
		c.state.CompareAndSwap(serving, holding)
	}
}

// holds tells the server's goroutine whether it holds the socket.
func (c *Conn) holds() bool { return c.state.Load() == holding }

// busy reports whether a request is being read or answered.
func (c *Conn) busy() bool {
	state := c.state.Load()
	return state == serving || state == holding
}

// letGo ends holding the socket, and closes it where that was put off.
func (c *Conn) letGo() {
	if !c.state.CompareAndSwap(holding, serving) && c.state.CompareAndSwap(closing, closed) {
		c.inner.Close()
	}
}

// end closes the wrapped connection, without what is pending: at once or, if the
// socket is held, as soon as it is not.
func (c *Conn) end() error {
	for {
		switch state := c.state.Load(); state {
		case holding:
			if c.state.CompareAndSwap(holding, closing) {
				return c.inner.SetDeadline(past)
			}
		case closing:
			return net.ErrClosed
		default:
			if c.state.CompareAndSwap(state, closed) {
				return c.inner.Close()
			}
		}
	}
}

// Share is for a handler that has somebody else than the server's goroutine read
// or write from now on, as by hijacking the connection.
func (c *Conn) Share() { c.letGo() }

// TakeOver is for a handler that hijacks the connection and goes on using its request
// and its response. ConnState then leaves it to release to give back what c was lent.
// If the HijackHandler will not be called, as where the client does not take the
// answers before, ConnState calls dropped and gives it back.
func (c *Conn) TakeOver(dropped func()) (release func()) {
	c.onDrop = dropped
	return c.giveBack
}
