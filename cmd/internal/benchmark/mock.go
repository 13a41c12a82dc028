package benchmark

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// startMock starts this program as a server at the host and port of --url, and waits until
// it answers. end stops the server.
func (c *Command) startMock(ctx context.Context) (end func(), err error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Port() == "" {
		return nil, fmt.Errorf("--mock needs a --url such as http://127.0.0.1:3000, not %s", c.URL)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--host", u.Hostname(), "--port", u.Port()}
	switch {
	case u.Scheme == "https" && !strings.Contains(c.MockFlags, "--tls-"):
		args = append(args, "--tls-self-signed")
	case u.Scheme == "http" && c.HTTP2:
		args = append(args, "--h2c")
	}
	server := exec.Command(self, append(args, c.mockFlags()...)...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return nil, fmt.Errorf("cannot start the mock: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	end = func() {
		if server.Process.Signal(syscall.SIGTERM) != nil { // Windows has no SIGTERM
			server.Process.Kill()
		}
		<-ended
	}
	if err := c.awaitMock(ctx, u.Scheme+"://"+u.Host+"/health", ended); err != nil {
		server.Process.Kill()
		return nil, err
	}
	return end, nil
}

// healthTime is how long a server may take for one answer: another that has the port may give
// none.
const healthTime = time.Second

// awaitMock returns once the server is healthy. It returns an error if the server has ended.
func (c *Command) awaitMock(ctx context.Context, health string, ended chan error) error {
	client := c.client(false)
	client.Timeout = healthTime
	for {
		if res, err := client.Get(health); err == nil {
			res.Body.Close()
			if res.StatusCode == 200 {
				select {
				case err := <-ended: // another server has the port
					return fmt.Errorf("the mock has ended: %w", errors.Join(err, errors.New("is its port taken?")))
				default:
					return nil
				}
			}
		}
		select {
		case <-ctx.Done():
			return errors.New("interrupted before the mock was well")
		case err := <-ended:
			return fmt.Errorf("the mock has ended: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
