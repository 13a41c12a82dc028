package fast_test

import (
	"bufio"
	"io"
	"net/http"
	"testing"

	"mock-openai/fast"
)

// TestH2C_Offered declines to upgrade a request to HTTP/2, as Java's HttpClient offers with
// each connection without TLS. The answer comes over HTTP/1.1, and the connection stays.
func TestH2C_Offered(t *testing.T) {
	const offer = "POST " + chatPath + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n" +
		"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Length: "
	for _, h2c := range []bool{false, true} {
		url := serve(t, fast.Config{Transport: fast.Transport{H2C: h2c}})
		c := dial(t, url)
		r := bufio.NewReader(c)
		for _, body := range []string{"2\r\n\r\n{}", "15\r\n\r\n" + `{"stream":true}`, "2\r\n\r\n{}"} {
			io.WriteString(c, offer+body)
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != 200 || res.Close {
				t.Errorf("h2c %t, %q: %s, closes: %t, %v", h2c, body, res.Status, res.Close, err)
			}
		}
	}
}
