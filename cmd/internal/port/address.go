package port

import (
	"net"
	"strconv"
)

// Address are the flags for where serve listens and where health asks.
type Address struct {
	Host string `default:"127.0.0.1" help:"Address the server listens on; 0.0.0.0 or :: opens it to the network."`
	Port uint16 `short:"p" default:"3000" help:"Port the server listens on; 0 picks a free one."`
}

// String returns the address as host:port.
func (a Address) String() string { return net.JoinHostPort(a.Host, strconv.Itoa(int(a.Port))) }
