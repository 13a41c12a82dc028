package coalesce

// Lent is memory that is lent to a response, such as a pooled body.
type Lent = interface{ GiveBack() }

// Lend has ConnState call l.GiveBack once the response to the current request is
// written, or when it never will be. fasthttp itself does not report when it has sent
// a body that is not its own.
//
// It may be called once per request, by its handler, which must not be one that
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
