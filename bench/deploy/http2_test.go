package deploy_test

import (
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/summerwind/h2spec"
	"github.com/summerwind/h2spec/config"
)

// TestHTTP2Spec has h2spec check the server against the specifications of HTTP/2 and HPACK.
// It does so over TLS: on a port without, whoever sends another preface speaks HTTP/1.1.
func TestHTTP2Spec(t *testing.T) {
	host, port, err := net.SplitHostPort(serve(t, nil, "--tls-self-signed"))
	if err != nil {
		t.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	ok, err := h2spec.Run(&config.Config{
		Host: host, Port: number, Path: "/v1/models",
		TLS: true, Insecure: true, Timeout: 10 * time.Second, MaxHeaderLen: 4000,
	})
	if err != nil || !ok {
		t.Errorf("h2spec: passed: %t, %v", ok, err)
	}
}
