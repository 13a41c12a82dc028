// Package record is the command record: a proxy that keeps what a provider answers.
package record

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"mock-openai/bench/trace"
	"mock-openai/cmd/internal/given"
	"mock-openai/cmd/internal/output"
	"mock-openai/cmd/internal/port"
	"mock-openai/fast/recording"
)

// Command is a proxy that records a provider's answers, or shows the times in a
// recording.
type Command struct {
	Upstream string `env:"-" placeholder:"URL" help:"Provider to pass requests to, such as https://api.openai.com."`
	To       string `env:"-" placeholder:"FILE" help:"File to append to. It has prompts and answers in full, but no keys. With --stats: file for the trace."`
	Host     string `env:"-" default:"127.0.0.1" help:"Address the recorder listens on."`
	Port     uint16 `env:"-" short:"p" default:"3001" help:"Port the recorder listens on; 0 picks a free one."`
	HTTP2    bool   `name:"http2" env:"-" help:"Speak HTTP/2 to the provider, without TLS by prior knowledge."`
	Insecure bool   `env:"-" help:"Do not verify the provider's certificate."`
	Stats    string `env:"-" placeholder:"FILE" help:"Show the times in a recorded file, and write them as a file for --latency-trace."`

	// Version is that of the program.
	Version string `kong:"-"`
}

// Validate returns an error, in terms of flags, if their values make no sense.
func (c *Command) Validate(line *kong.Context) error {
	set := given.Flags(line)
	for _, flag := range []string{"upstream", "host", "port", "http2", "insecure"} {
		if c.Stats != "" && set[flag] {
			return fmt.Errorf("--stats conflicts with --%s: it reads a file", flag)
		}
	}
	switch {
	case c.Stats != "":
		return nil
	case c.Upstream == "" || c.To == "":
		return errors.New("record needs --upstream and --to, or --stats")
	}
	_, err := c.upstream()
	return err
}

func (c *Command) upstream() (*url.URL, error) {
	u, err := url.Parse(c.Upstream)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, fmt.Errorf("--upstream must be a URL such as https://api.openai.com, not %q", c.Upstream)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("--upstream must not have a user, a query or a fragment")
	}
	return u, nil
}

// Run records until SIGINT or SIGTERM.
func (c *Command) Run() error {
	if c.Stats != "" {
		return c.showStats()
	}
	upstream, err := c.upstream()
	if err != nil {
		return err
	}
	stderr, flush := output.Open(os.Stderr)
	defer flush()
	file, repaired, err := recording.Create(c.To)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	defer file.Close()
	if repaired {
		output.Warn(stderr, fmt.Errorf("removed the last line of %s, which was not whole", c.To))
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	ln, err := port.Listen(net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))), "--port")
	if err != nil {
		return err
	}
	fmt.Printf("mock-openai %s records at http://%s what %s answers, in %s\n", c.Version, ln.Addr(), c.Upstream, c.To)
	return c.record(ln, upstream, file, stderr, signals)
}

// drainTimeout is how long answers in flight may take after the first signal.
const drainTimeout = 10 * time.Second

// record passes on the requests that arrive at ln until a signal comes.
func (c *Command) record(ln net.Listener, upstream *url.URL, file *recording.File, stderr io.Writer, signals <-chan os.Signal) error {
	var kept, lost atomic.Int64
	proxy := recording.NewProxy(recording.ProxyConfig{
		Upstream: upstream,
		TLS:      &tls.Config{InsecureSkipVerify: c.Insecure},
		HTTP2:    c.HTTP2,
		Ended: func(x *recording.Exchange) {
			if err := file.Append(x); err != nil {
				lost.Add(1)
				output.Warn(stderr, fmt.Errorf("--to: %w", err))
				return
			}
			kept.Add(1)
		},
		Failed: func(r *http.Request, err error) {
			output.Warn(stderr, fmt.Errorf("%s %s: %w", r.Method, recording.WithoutSecrets(r.URL.RequestURI()), err))
		},
	})
	defer proxy.Close()
	if err := serveProxy(proxy, ln, signals); err != nil {
		return err
	}
	fmt.Printf("recorded %d answers\n", kept.Load())
	if n := lost.Load(); n > 0 {
		return fmt.Errorf("--to: %d answers are missing in %s", n, c.To)
	}
	return nil
}

// serveProxy serves proxy on ln until a signal comes, and then until the answers in flight
// have ended. A second signal cuts them off.
func serveProxy(proxy *recording.Proxy, ln net.Listener, signals <-chan os.Signal) error {
	under, cut := context.WithCancel(context.Background())
	defer cut()
	server := &http.Server{
		Handler:           proxy,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
		Protocols:         new(http.Protocols),
		BaseContext:       func(net.Listener) context.Context { return under },
	}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	select {
	case err := <-served:
		return err
	case <-signals:
	}
	drained, stop := context.WithTimeout(context.Background(), drainTimeout)
	defer stop()
	go func() {
		select {
		case <-signals: // a second one
		case <-drained.Done():
		}
		proxy.Stop()
		cut()
	}()
	if err := server.Shutdown(drained); err != nil {
		ctx, stop := context.WithTimeout(context.Background(), time.Second)
		defer stop()
		server.Shutdown(ctx) // the answers have just been cut off
	}
	return nil
}

// showStats shows percentiles, and writes a trace to --to or else to stdout.
func (c *Command) showStats() error {
	all, err := recording.Open(c.Stats)
	if err != nil {
		return fmt.Errorf("--stats: %w", err)
	}
	times := trace.Of(all)
	if len(times) == 0 {
		return fmt.Errorf("--stats: %s has no whole stream with status 200", c.Stats)
	}
	if c.To == "" {
		return errors.Join(trace.Summarize(os.Stderr, times), trace.Write(os.Stdout, times))
	}
	if isSameFile(c.To, c.Stats) {
		return errors.New("--to and --stats name the same file")
	}
	out, err := os.Create(c.To)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if err := errors.Join(trace.Write(out, times), out.Close()); err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	return trace.Summarize(os.Stdout, times)
}

func isSameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}
