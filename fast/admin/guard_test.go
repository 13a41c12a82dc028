package admin_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mock-openai/fast"
	"mock-openai/fast/admin"
	"mock-openai/fast/internal/h2"
	"mock-openai/fast/journal"
)

// askAs makes a request with headers. Host sets the host of the request.
func askAs(t *testing.T, method, url, body string, headers map[string]string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		if name == "Host" {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestGuard_Pages checks that requests which a web page can send are refused on both ports
// and change nothing.
func TestGuard_Pages(t *testing.T) {
	api, control := serveAs(t, fast.Config{Observation: fast.Observation{Control: admin.New, Journal: journal.New(nil)}})
	onMain := api + "/_mock/"
	for _, base := range []string{control, onMain} {
		host := strings.Split(base, "/")[2]
		_, port, _ := net.SplitHostPort(host)
		f := func(want int, headers map[string]string) {
			t.Helper()
			headers["Content-Type"] = "text/plain"
			for _, asked := range [][3]string{
				{"POST", "next", `{"count":1000,"fault":"error:status=502"}`},
				{"POST", "scenario", "outage"}, {"DELETE", "scenario"},
				{"POST", "reset"},
				{"PATCH", "config", `{"ttft":"0s"}`},
				{"GET", "config"}, {"GET", "requests"}, {"DELETE", "requests"}, {"GET", "scenario"},
			} {
				status, answer := askAs(t, asked[0], base+asked[1], asked[2], headers)
				if want == 200 && status/100 == 2 {
					continue
				}
				if status != want {
					t.Errorf("%s %s with %v: status %d, want %d: %s", asked[0], asked[1], headers, status, want, answer)
				}
				var envelope struct{ Error map[string]any }
				if err := json.Unmarshal([]byte(answer), &envelope); err != nil || len(envelope.Error) != 4 {
					t.Errorf("%s %s with %v: no envelope in %s", asked[0], asked[1], headers, answer)
				}
			}
		}
		f(403, map[string]string{"Origin": "http://evil.example"})
		f(403, map[string]string{"Origin": "null"})
		f(403, map[string]string{"Origin": "http://localhost:1"})
		f(403, map[string]string{"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"})
		f(403, map[string]string{"Sec-Fetch-Site": "cross-site"})
		f(403, map[string]string{"Sec-Fetch-Site": "same-site"})
		f(403, map[string]string{"Host": "evil.example:" + port})
		f(403, map[string]string{"Host": "evil.example"})
		f(403, map[string]string{"Host": "localhost.evil.example"})
		f(403, map[string]string{"Host": "10.0.0.1:" + port})
		f(403, map[string]string{"Host": "evil.example:" + port, "Origin": "http://evil.example:" + port, "Sec-Fetch-Site": "same-origin"})
		if status, answer, _ := ask(t, "POST", api+"/v1/chat/completions", `{"max_tokens":1}`); status != 200 {
			t.Errorf("status %d after all that was refused: %s", status, answer)
		}

		f(200, map[string]string{})
		f(200, map[string]string{"Host": "localhost:" + port})
		f(200, map[string]string{"Host": "LOCALHOST"})
		f(200, map[string]string{"Host": "mock.localhost:" + port})
		f(200, map[string]string{"Host": "[::1]:" + port})
		f(200, map[string]string{"Host": "[::1]"})
		f(200, map[string]string{"Host": "127.1.2.3:" + port})
		f(200, map[string]string{"Origin": "http://" + host, "Sec-Fetch-Site": "same-origin"})
		f(200, map[string]string{"Sec-Fetch-Site": "none"})
	}
}

// TestGuard_Network checks that a server on the network accepts any Host.
func TestGuard_Network(t *testing.T) {
	s, err := fast.New(fast.Config{})
	if err != nil {
		t.Fatal(err)
	}
	f := func(local, host string, want int) {
		t.Helper()
		r := httptest.NewRequest("GET", "http://"+host+"/_mock/config", nil)
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.ParseIP(local), Port: 80}))
		w := httptest.NewRecorder()
		if admin.New(s).ServeHTTP(w, r); w.Code != want {
			t.Errorf("%s at %s: status %d, want %d", host, local, w.Code, want)
		}
	}
	f("192.0.2.1", "mock.example", 200)
	f("2001:db8::1", "mock.example", 200)
	f("127.0.0.1", "mock.example", 403)
	f("::1", "mock.example", 403)
	f("::ffff:127.0.0.1", "mock.example", 403)
}

// TestGuard_Key checks that both ports require a key if the server has keys.
func TestGuard_Key(t *testing.T) {
	api, control := serveAs(t, fast.Config{Observation: fast.Observation{Control: admin.New, Journal: journal.New(nil)}, Limits: fast.Limits{APIKeys: []string{"sk-1"}}})
	for _, base := range []string{control, api + "/_mock/"} {
		f := func(authorization string, want int, code string) {
			t.Helper()
			for _, path := range []string{"config", "requests", "scenario"} {
				status, answer := askAs(t, "GET", base+path, "", map[string]string{"Authorization": authorization})
				if status != want || !strings.Contains(answer, code) {
					t.Errorf("%s with %q: status %d, want %d: %s", path, authorization, status, want, answer)
				}
			}
		}
		f("", 401, `"code":null`)
		f("Bearer sk-2", 401, `"code":"invalid_api_key"`)
		f("Bearer sk-1", 200, "")
	}
}

// TestGuard_HTTP2 checks the guard with HTTP/1.1 and HTTP/2 on the main port.
func TestGuard_HTTP2(t *testing.T) {
	if !h2.PriorKnowledge {
		t.Skip("h2c is not supported on this system")
	}
	api, _ := serveAs(t, fast.Config{Observation: fast.Observation{Control: admin.New}, Transport: fast.Transport{H2C: true}})
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	f := func(host, origin string, want int) {
		t.Helper()
		req, err := http.NewRequest("GET", api+"/_mock/config", nil)
		if err != nil {
			t.Fatal(err)
		}
		if host != "" {
			req.Host = host
		}
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		res, err := (&http.Client{Transport: transport}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want || res.Proto != "HTTP/2.0" {
			t.Errorf("host %q, origin %q: status %d in %s, want %d", host, origin, res.StatusCode, res.Proto, want)
		}
	}
	f("", "", 200)
	f("localhost", "", 200)
	f("evil.example", "", 403)
	f("", "http://evil.example", 403)
}
