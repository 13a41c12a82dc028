// Package health is the command health, which asks whether a server is well.
package health

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"time"

	"mock-openai/cmd/internal/port"
)

// Command checks whether a server is healthy, for images without curl.
type Command struct {
	port.Address
	TLSCert       string        `name:"tls-cert" placeholder:"PATH" help:"Ask over TLS, without verifying the certificate."`
	TLSSelfSigned bool          `name:"tls-self-signed" help:"The same."`
	URL           string        `name:"url" env:"MOCK_OPENAI_HEALTH_URL" placeholder:"URL" help:"Ask this instead of /health at that address and port."`
	Timeout       time.Duration `default:"2s" env:"-" help:"Time for the answer."`
	Wait          time.Duration `default:"0" env:"-" help:"Ask again for up to this long until the server is well."`
}

// Validate returns an error, in terms of flags, if their values make no sense.
func (c *Command) Validate() error {
	switch {
	case c.Timeout <= 0:
		return fmt.Errorf("--timeout must be positive, not %v", c.Timeout)
	case c.Wait < 0:
		return fmt.Errorf("--wait must not be negative: %v", c.Wait)
	}
	return nil
}

func (c *Command) scheme() string {
	if c.TLSCert != "" || c.TLSSelfSigned {
		return "https"
	}
	return "http"
}

// pause is how long --wait pauses between two attempts.
const pause = 20 * time.Millisecond

// Run fails unless the server answers with status 200 in time.
func (c *Command) Run() error {
	for end := time.Now().Add(c.Wait); ; time.Sleep(pause) {
		if err := c.ask(); err == nil || !time.Now().Before(end) {
			return err
		}
	}
}

func (c *Command) ask() error {
	target := c.URL
	if target == "" {
		target = c.scheme() + "://" + c.String() + "/health"
	}
	client := http.Client{
		Timeout: c.Timeout,
		Transport: &http.Transport{
			DisableKeepAlives: true,
			// A server asks itself. Only that it answers is verified. Nothing
			// secret is sent.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
	}
	res, err := client.Get(target)
	if err != nil {
		// Unwrapped, since a *url.Error repeats the URL.
		return fmt.Errorf("%s is not healthy: %w", target, port.Cause(errors.Unwrap(err)))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not healthy: status %d", target, res.StatusCode)
	}
	return nil
}
