package mocktest

import (
	"context"
	"fmt"
	"net"
	"net/http"
)

// memoryHost stands in the URL of a server that has no port.
const memoryHost = "mock-openai.test"

// Client sends requests to the server without a port in between, and to nowhere
// else: a request with another host than that of URL is an error. Its connections
// end with the test.
func (m *Mock) Client() *http.Client { return m.client }

// transport connects to the server in memory.
func (m *Mock) transport() *http.Transport {
	host := m.URL[len("http://"):]
	return &http.Transport{
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			if address != host && address != host+":80" {
				return nil, fmt.Errorf("mocktest: the client of %s does not connect to %s", m.URL, address)
			}
			return m.memory.dial()
		},
		MaxIdleConnsPerHost: 100,
	}
}
