package fast_test

import (
	"net/http"
	"strings"
	"testing"

	"mock-openai/fast"
)

func TestAPIKeys(t *testing.T) {
	url := serve(t, fast.Config{Limits: fast.Limits{APIKeys: []string{"sk-one", "sk-proj-0123456789abcdef"}}})
	authorized := func(header string) string { return request("POST", "/v1/chat/completions", header, "{}") }
	opens := func(raw string) {
		t.Helper()
		if res, body := exchange(t, url, raw); res.StatusCode != http.StatusOK {
			t.Errorf("%q: status %d: %s", raw, res.StatusCode, body)
		}
	}
	opens(authorized("Authorization: Bearer sk-one\r\n"))
	opens(authorized("authorization: bearer  sk-one\r\n"))
	opens(authorized("Authorization: Bearer sk-proj-0123456789abcdef\r\n"))
	opens(request("GET", "/health", "", ""))

	refuses := func(raw, code, message string) {
		t.Helper()
		res, body := exchange(t, url, raw)
		wantEnvelope(t, raw, res, body, http.StatusUnauthorized, "", code, message)
	}
	const none, bad = "You didn't provide an API key.", "Incorrect API key provided: "
	refuses(authorized(""), "", none)
	refuses(authorized("Authorization: Bearer\r\n"), "", none)
	refuses(authorized("Authorization: Bearer \r\n"), "", none)
	refuses(authorized("Authorization: sk-one\r\n"), "", none)
	refuses(authorized("Authorization: Basic c2stb25l\r\n"), "", none)
	refuses(authorized("Authorization: Bearer sk-two\r\n"), `"invalid_api_key"`, bad+"sk-two. You can find")
	refuses(authorized("Authorization: Bearer sk-one1\r\n"), `"invalid_api_key"`, bad+"sk-one1. ")
	refuses(authorized("Authorization: Bearer sk-proj-0123456789abcdeg\r\n"), `"invalid_api_key"`, bad+"sk-proj-************cdeg. ")
	refuses(authorized("Authorization: Bearer "+strings.Repeat("é", 20)+"\r\n"), `"invalid_api_key"`, bad)
	refuses(request("GET", "/v1/models", "", ""), "", none)
	refuses(request("GET", "/v1/models/gpt-4o", "", ""), "", none)
	refuses(request("GET", "/v1/chat/completions", "", ""), "", none)
	refuses(request("POST", "/v1/nowhere", "", ""), "", none)
	refuses("GET http://x/v1/models HTTP/1.1\r\nHost: x\r\n\r\n", "", none)

	res, body := exchange(t, url, request("GET", "//v1/models", "", ""))
	wantEnvelope(t, "//v1/models", res, body, http.StatusNotFound, "", `"unknown_url"`, "Unknown request URL")
}
