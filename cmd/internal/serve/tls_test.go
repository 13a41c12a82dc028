package serve_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mock-openai/cmd/internal/programtest"
)

// shown is the certificate that a server proves to be itself with.
func shown(t *testing.T, p *programtest.Process) *x509.Certificate {
	t.Helper()
	conn, err := tls.Dial("tcp", strings.TrimPrefix(p.URL, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0]
}

func TestServe_SelfSigned(t *testing.T) {
	p := programtest.Start(t, nil, "--tls-self-signed")
	cert := shown(t, p)
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		if _, err := cert.Verify(x509.VerifyOptions{DNSName: name, Roots: roots}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if host, _ := os.Hostname(); !slices.Contains(cert.DNSNames, host) {
		t.Errorf("certificate is for %v, not for %s", cert.DNSNames, host)
	}
	client := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	defer client.CloseIdleConnections()
	res, err := (&http.Client{Transport: client}).Get(p.URL + "/health")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Proto != "HTTP/2.0" {
		t.Errorf("status %d in %s", res.StatusCode, res.Proto)
	}
}

// TestServe_Reload wants SIGHUP to bring in a new certificate, and a broken one
// to cost a line on stderr and nothing else.
func TestServe_Reload(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := programtest.WriteCertificate(t, dir, "first")
	p := programtest.Start(t, nil, "--tls-cert", certFile, "--tls-key", keyFile)
	wantShown := func(name string) {
		t.Helper()
		for shown(t, p).Subject.CommonName != name { // until go test gives up
			time.Sleep(10 * time.Millisecond)
		}
	}
	wantShown("first")
	programtest.WriteCertificate(t, dir, "second")
	p.Process.Signal(syscall.SIGHUP)
	wantShown("second")

	if err := os.WriteFile(certFile, []byte("broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Process.Signal(syscall.SIGHUP)
	time.Sleep(50 * time.Millisecond) // signals that wait for one another become one
	wantShown("second")
	programtest.WriteCertificate(t, dir, "third")
	p.Process.Signal(syscall.SIGHUP)
	wantShown("third")

	p.Process.Signal(os.Interrupt)
	if err := p.Wait(); err != nil {
		t.Error(err)
	}
	if said := p.Stderr.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "--tls-cert "+certFile) {
		t.Errorf("stderr is %q, want one line", said)
	}
}

func TestServe_H2C(t *testing.T) {
	p := programtest.Start(t, nil, "--h2c")
	programtest.Post(t, p.URL, "{}")
	client := &http.Transport{Protocols: new(http.Protocols)}
	client.Protocols.SetUnencryptedHTTP2(true)
	defer client.CloseIdleConnections()
	res, err := (&http.Client{Transport: client}).Get(p.URL + "/health")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Proto != "HTTP/2.0" {
		t.Errorf("status %d in %s", res.StatusCode, res.Proto)
	}
}
