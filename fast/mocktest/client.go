package mocktest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// memoryHost stands in the URL of a server that has no port.
const memoryHost = "mock-openai.test"

// Client sends requests to the server without a port in between, and to nowhere
// else: a request with another host than that of URL is an error. Its connections
// end with the test.
func (m *Mock) Client() *http.Client { return m.client }

// transport connects to the server in memory.
func (m *Mock) transport() *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			if host := m.host(); address != host && address != host+":80" && address != host+":443" {
				return nil, fmt.Errorf("mocktest: the client of %s does not connect to %s", m.URL, address)
			}
			return m.memory.dial()
		},
		TLSClientConfig:     &tls.Config{InsecureSkipVerify: true}, // nobody is in between
		MaxIdleConnsPerHost: 100,
	}
}

// host returns the host of URL.
func (m *Mock) host() string {
	_, host, _ := strings.Cut(m.URL, "://")
	return host
}
