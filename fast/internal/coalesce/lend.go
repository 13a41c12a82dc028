package coalesce

// Lent is memory that goes back to where it came from.
type Lent = interface{ GiveBack() }

// Lend has ConnState give l back once the response to the request under way is
// written, or never will be. For a body that is not the server's own, fasthttp
// does not tell when it has been sent.
//
// It may be called once for a request, by its handler, which must not be one that
// fasthttp.TimeoutHandler leaves behind.
func (c *Conn) Lend(l Lent) { c.lent = l }

func (c *Conn) giveBack() {
	if c.lent != nil {
		c.lent.GiveBack()
		c.lent = nil
	}
	if c.source != nil {
		c.source.GiveBack()
	}
}
