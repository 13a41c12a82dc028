// Package load drives requests at a URL and measures the answers:
//
//	result, err := load.Load{URL: "http://127.0.0.1:3000/health"}.Run(ctx)
//
// A Pacer says when requests are sent, a Targeter what they are, and a Checker
// looks at each answer while it arrives. Over HTTP/1.1 no request allocates.
package load

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Defaults of Load.
const (
	DefaultConnections = 64
	DefaultDuration    = 10 * time.Second
	DefaultTimeout     = time.Minute
)

// Longest is how long a Load lasts that has Requests and no Duration: the server may hang.
const Longest = 10 * time.Minute

// Load is what is to be done to one URL. Without a Pacer it is a closed loop: each
// connection sends a request as soon as it has the answer to the one before. It
// ends by itself, and waits for the answers under way.
//
// A request is sent again, once and on a new connection, if the server had closed a used
// connection before the request came. On Linux the acknowledgements of the server's system
// show that. Elsewhere a connection that was idle for 10 ms is taken for closed. If the server
// has closed only its side, that is noticed after 50 ms. Over HTTP/2 a request is sent again if
// a GOAWAY says that the server has not taken it.
type Load struct {
	// URL is the target, http://host:port/path or https. Only loopback hosts are
	// accepted unless Remote is set.
	URL string
	// Method of the request; "" means POST with a body and GET without. HEAD and CONNECT,
	// whose answers have no body, are refused.
	Method string
	// Header is added to Host, Content-Length and, with a body,
	// Content-Type: application/json. It may replace the first and the last of them.
	Header http.Header
	// Body of each request; may be empty. Targeter comes before it.
	Body []byte
	// Targeter makes the bodies; nil means Body.
	Targeter Targeter
	// Pacer says when requests are due; nil means a closed loop. It belongs to
	// one Run.
	Pacer Pacer
	// Checker returns what looks at the answers of one connection; nil means
	// nothing does.
	Checker func() Checker

	// Connections are their number, all open at once, each with one request under
	// way at most; 0 means 64.
	Connections int
	// Requests is when to stop sending, over all connections; 0 means never.
	Requests int
	// First is the number of the first request: a Load that continues another takes up the
	// turn of its bodies.
	First int64
	// Duration is when to stop sending, counted from when all connections are
	// open. 0 means 10 s, and 10 minutes with Requests.
	Duration time.Duration
	// Ramp is how long a closed loop takes until all connections send.
	Ramp time.Duration
	// Timeout is how long an answer may take from when its request is sent, the first
	// time; a longer one is an error. 0 means a minute.
	Timeout time.Duration
	// Leave is the share of requests whose clients leave before the answer ends,
	// 0 to 1.
	Leave float64
	// Objectives are what an answer must keep to count as good.
	Objectives Objectives
	// EachSecond is called with every second of the load while it runs; nil means
	// nobody looks.
	EachSecond func(Second)

	// Remote allows hosts other than loopback.
	Remote bool
	// HTTP2 speaks HTTP/2, without TLS by prior knowledge. Connections are then
	// the most streams at once.
	HTTP2 bool
	// TLS is for https; nil means that the certificate must be one that the
	// system trusts.
	TLS *tls.Config
	// Idle keeps connections for the next Run at the same URL; nil means that
	// they end with this one.
	Idle *Idle
	// Dial opens a connection; nil means TCP to the host of URL, and TLS on it for
	// https.
	Dial func(context.Context) (net.Conn, error)
}

// Objectives are upper limits; 0 means none.
type Objectives struct{ TTFT, TPOT, Latency time.Duration }

// Run loads the target until a bound of l is reached and the answers under way
// have come, or until ctx ends, which cuts them off. It fails if l makes no sense
// or a first connection cannot be opened; what goes wrong after that is counted
// in the Result.
func (l Load) Run(ctx context.Context) (*Result, error) {
	target, err := ParseURL(l.URL, l.Remote)
	if err == nil {
		err = l.validate()
	}
	if err != nil {
		return nil, err
	}
	return newRun(l.withDefaults(target), target).do(ctx)
}

// ParseURL parses the URL of a Load. remote allows hosts other than loopback.
func ParseURL(text string, remote bool) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil && strings.Contains(text, "://"):
		return nil, err
	case err == nil && u.User != nil:
		return nil, fmt.Errorf("URL %s has a user, who is not sent: send a header Authorization", u.Redacted())
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, fmt.Errorf("URL %q is not of the form http://host:port/path or https", text)
	case !remote && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("host %q is not loopback: loading other hosts must be allowed (--remote)", u.Hostname())
	}
	return u, nil
}

// validate returns an error if the method or the numbers of l make no sense.
func (l Load) validate() error {
	switch {
	case l.Connections < 0 || l.Requests < 0 || l.Duration < 0 || l.Timeout < 0 || l.Ramp < 0:
		return errors.New("number of connections, number of requests and times must not be negative")
	case l.Method == http.MethodHead || l.Method == http.MethodConnect:
		return fmt.Errorf("method %s cannot be measured: its answers have no body", l.Method)
	case !(l.Leave >= 0 && l.Leave <= 1):
		return fmt.Errorf("share of clients that leave must be between 0 and 1, not %v", l.Leave)
	}
	return nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// withDefaults is l with every zero replaced.
func (l Load) withDefaults(target *url.URL) Load {
	if l.Targeter == nil {
		l.Targeter = Body(l.Body)
	}
	if l.Method == "" {
		l.Method = http.MethodGet
		if len(l.Targeter.AppendBody(nil, 0)) > 0 {
			l.Method = http.MethodPost
		}
	}
	if l.Connections == 0 {
		l.Connections = DefaultConnections
	}
	if l.Requests > 0 {
		l.Connections = min(l.Connections, l.Requests)
	}
	if l.Duration == 0 {
		l.Duration = DefaultDuration
		if l.Requests > 0 {
			l.Duration = Longest
		}
	}
	if l.Timeout == 0 {
		l.Timeout = DefaultTimeout
	}
	if l.HTTP2 && target.Scheme == "https" {
		l.TLS = withHTTP2(l.TLS)
	}
	if l.Dial == nil {
		l.Dial = dialer(target, l.TLS)
	}
	return l
}
