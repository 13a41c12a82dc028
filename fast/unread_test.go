package fast_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestErrors_Unread wants a client to read why a request is refused that is still
// being sent, and not to see a reset.
func TestErrors_Unread(t *testing.T) {
	for _, wire := range []string{"http", "https1"} {
		t.Run(wire, func(t *testing.T) {
			url := serve(t, fast.Config{Limits: fast.Limits{MaxBody: 1000}})
			f := func(raw string, status int) {
				t.Helper()
				for range 5 {
					if res, body := exchange(t, url, raw); res.StatusCode != status {
						t.Errorf("status %d, want %d: %s", res.StatusCode, status, body)
					}
				}
			}
			const size = 3_000_000
			long := strings.Repeat("x", size)
			head := "POST " + chatPath + " HTTP/1.1\r\nHost: x\r\n"
			f(head+fmt.Sprintf("Content-Length: %d\r\n\r\n", size)+long, http.StatusRequestEntityTooLarge)
			f(head+fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", size)+long+"\r\n0\r\n\r\n", http.StatusRequestEntityTooLarge)
			f(head+"X-Long: "+long+"\r\n\r\n", http.StatusRequestHeaderFieldsTooLarge)
		})
	}
}
