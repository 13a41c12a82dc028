// Package bench is a client that loads an HTTP/1.1 server as hard as it can:
//
//	result, err := bench.Load{URL: "http://127.0.0.1:3000/health"}.Run(ctx)
//
// A request is bytes that are made once; of an answer only what frames it is
// parsed, so that the client costs little beside the server. Neither allocates
// per request.
package bench

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Defaults of Load.
const (
	DefaultConnections = 64
	DefaultDuration    = 10 * time.Second
)

// maxDuration ends a Load that is bounded by its requests if the server hangs.
const maxDuration = 10 * time.Minute

// Load is a closed loop: on each of its connections the request is sent, the
// whole answer awaited, and the request sent again. It ends by itself.
type Load struct {
	// URL is the target, http://host:port/path or https. Only loopback hosts are
	// accepted unless Remote is set.
	URL string
	// Method of the request; "" means POST with a body and GET without.
	Method string
	// Header is added to Host, Content-Length and, with a body,
	// Content-Type: application/json.
	Header http.Header
	// Body of the request; may be empty.
	Body []byte
	// Connections is their number, all open at once; 0 means 64.
	Connections int
	// Requests is when to stop, over all connections; 0 means never. Those
	// under way are completed.
	Requests int
	// Duration is when to stop, counted from when all connections are open;
	// answers under way are cut off and count neither as requests nor as
	// errors. 0 means 10 s, and 10 minutes with Requests.
	Duration time.Duration
	// Remote allows hosts other than loopback.
	Remote bool
	// TLS is for https; nil means that the certificate must be one that the
	// system trusts.
	TLS *tls.Config
	// Dial opens a connection; nil means TCP to the host of URL, and TLS on it for
	// https.
	Dial func(context.Context) (net.Conn, error)
}

// Run loads the target until a bound of l is reached or ctx ends. It fails if l
// makes no sense or a first connection cannot be opened; what goes wrong after
// that is counted in the Result.
func (l Load) Run(ctx context.Context) (*Result, error) {
	target, err := l.target()
	if err != nil {
		return nil, err
	}
	l = l.withDefaults(target)
	r := &run{load: l, request: l.request(target), result: new(Result)}
	callers, err := r.open(ctx)
	defer closeAll(callers)
	if err != nil {
		return nil, fmt.Errorf("cannot connect to %s: %w", l.URL, err)
	}
	r.loop(ctx, callers)
	return r.result, nil
}

// target is the URL, if l makes sense.
func (l Load) target() (*url.URL, error) {
	u, err := url.Parse(l.URL)
	switch {
	case err != nil:
		return nil, err
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, fmt.Errorf("URL %q is not of the form http://host:port/path or https", l.URL)
	case !l.Remote && !isLoopback(u.Hostname()):
		return nil, fmt.Errorf("host %q is not loopback, which is all that is loaded unless remote targets are allowed", u.Hostname())
	case l.Connections < 0 || l.Requests < 0 || l.Duration < 0:
		return nil, errors.New("number of connections, number of requests and duration must not be negative")
	}
	return u, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// withDefaults is l with every zero replaced.
func (l Load) withDefaults(target *url.URL) Load {
	if l.Method == "" {
		l.Method = http.MethodGet
		if len(l.Body) > 0 {
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
			l.Duration = maxDuration
		}
	}
	if l.Dial == nil {
		l.Dial = dialer(target, l.TLS)
	}
	return l
}

func dialer(target *url.URL, config *tls.Config) func(context.Context) (net.Conn, error) {
	dial, port := new(net.Dialer).DialContext, "80"
	if target.Scheme == "https" {
		dial, port = (&tls.Dialer{Config: config}).DialContext, "443"
	}
	address := net.JoinHostPort(target.Hostname(), cmp.Or(target.Port(), port))
	return func(ctx context.Context) (net.Conn, error) { return dial(ctx, "tcp", address) }
}

// request is the bytes of the request.
func (l Load) request(target *url.URL) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", l.Method, target.RequestURI(), target.Host)
	if len(l.Body) > 0 {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(l.Body))
	}
	l.Header.Write(&b)
	b.WriteString("\r\n")
	b.Write(l.Body)
	return b.Bytes()
}
