package cmd

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// healthCommand asks a server whether it is well, for images without curl.
type healthCommand struct {
	address
	TLSCert       string        `name:"tls-cert" placeholder:"PATH" help:"Ask over TLS, as a server with this flag answers. The certificate is not verified."`
	TLSSelfSigned bool          `name:"tls-self-signed" help:"The same."`
	URL           string        `name:"url" env:"MOCK_OPENAI_HEALTH_URL" placeholder:"URL" help:"What to ask instead of /health on that address and port. The certificate of an https URL is not verified."`
	Timeout       time.Duration `default:"2s" env:"-" help:"How long the answer may take."`
}

// Validate says in the names of the flags what makes no sense.
func (c *healthCommand) Validate() error {
	if c.Timeout <= 0 {
		return fmt.Errorf("--timeout must be positive, not %v", c.Timeout)
	}
	return nil
}

func (c *healthCommand) scheme() string {
	if c.TLSCert != "" || c.TLSSelfSigned {
		return "https"
	}
	return "http"
}

// Run fails unless the server answers with status 200 in time.
func (c *healthCommand) Run() error {
	target := c.URL
	if target == "" {
		target = c.scheme() + "://" + c.String() + "/health"
	}
	client := http.Client{
		Timeout: c.Timeout,
		Transport: &http.Transport{
			DisableKeepAlives: true,
			// A server asks itself: what is verified is that it answers. Nothing
			// secret is sent.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
	}
	res, err := client.Get(target)
	if err != nil {
		// Unwrapped, since a *url.Error repeats the URL.
		return fmt.Errorf("%s is not healthy: %w", target, cause(errors.Unwrap(err)))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not healthy: status %d", target, res.StatusCode)
	}
	return nil
}
