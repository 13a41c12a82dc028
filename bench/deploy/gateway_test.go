package deploy_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// gateway runs nginx with the configuration of the example before upstream, and
// returns its host and port.
func gateway(t *testing.T, upstream string) string {
	t.Helper()
	template, err := os.ReadFile("compose/gateway.conf.template")
	if err != nil {
		t.Fatal(err)
	}
	address := freeAddress(t)
	dir := t.TempDir()
	// What nginx's image puts around the configuration, for whoever runs this.
	text := "daemon off; master_process off; pid nginx.pid; events {}\nhttp {\naccess_log off; client_body_temp_path body; " +
		"proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n" +
		strings.NewReplacer("${UPSTREAM}", upstream, "${GATEWAY_PORT}", address).Replace(string(template)) + "}\n"
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c := exec.Command("nginx", "-p", dir, "-e", "stderr", "-c", "nginx.conf")
	c.Stderr = &log
	if err := c.Start(); err != nil {
		t.Fatalf("nginx is needed: %v", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() { c.Process.Kill(); <-ended })
	for {
		select {
		case err := <-ended:
			ended <- nil
			t.Fatalf("nginx ended: %v\n%s", err, &log)
		case <-time.After(10 * time.Millisecond):
		}
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return address
		}
	}
}

// freeAddress is an address of loopback on which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// TestGateway_EventByEvent has each event sent only once the one before it has
// come through: a gateway that keeps one back stands still.
func TestGateway_EventByEvent(t *testing.T) {
	received := make(chan bool)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i := range 20 {
			fmt.Fprintf(w, "data: %d\n\n", i)
			w.(http.Flusher).Flush()
			<-received
		}
	}))
	defer upstream.Close()
	defer close(received)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	address := gateway(t, upstream.Listener.Addr().String())
	req, err := http.NewRequestWithContext(ctx, "POST", "http://"+address+"/v1/chat/completions", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	stream := bufio.NewReader(res.Body)
	for i := range 20 {
		event, err := stream.ReadString('\n')
		if want := fmt.Sprintf("data: %d\n", i); event != want {
			t.Fatalf("event %d is %q, %v", i, event, err)
		}
		stream.ReadString('\n')
		received <- true
	}
}

func TestGateway_LongPrompt(t *testing.T) {
	address := gateway(t, serve(t, nil))
	body := `{"messages":[{"role":"user","content":"` + strings.Repeat("long ", 1<<20) + `"}]}`
	res, err := http.Post("http://"+address+"/v1/chat/completions", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if answer, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
		t.Errorf("status %d: %s", res.StatusCode, answer)
	}
}
