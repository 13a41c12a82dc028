package journal

import "testing"

func TestIsSecret(t *testing.T) {
	f := func(want bool, names ...string) {
		t.Helper()
		for _, name := range names {
			if IsSecret(name) != want {
				t.Errorf("%s: secret is %v", name, !want)
			}
		}
	}
	f(true, "Authorization", "Proxy-Authorization", "X-Forwarded-Authorization", "Cookie", "Set-Cookie", "Api-Key", "X-Api-Key", "X-Goog-Api-Key",
		"Openai-Api-Key", "Ocp-Apim-Subscription-Key", "X-Auth-Token", "X-Amz-Security-Token", "Cf-Access-Client-Secret", "X-Auth", "X-Api-Key-2", "Sec-WebSocket-Protocol")
	f(true, "key", "api_key", "apikey", "apiKey", "api-key", "access_token", "token", "client_secret", "password", "sig", "X-Amz-Signature", "X-Amz-Credential")
	f(false, "Idempotency-Key", "Content-Type", "User-Agent", "X-Request-Id", "X-Client-Request-Id", "Openai-Organization", "X-Mock-Token-Mean", "X-Mock-Session",
		"X-Output-Length", "Sec-WebSocket-Key", "max_tokens", "limit", "order", "after", "api-version", "include", "stream")
}

func TestMaskedURI(t *testing.T) {
	f := func(uri, want string) {
		t.Helper()
		if got := MaskedURI(uri); got != want {
			t.Errorf("%s is %s, want %s", uri, got, want)
		}
	}
	f("/v1/models", "/v1/models")
	f("/v1/models?limit=3&after=x", "/v1/models?limit=3&after=x")
	f("/v1/models?api_key=sk-1", "/v1/models?api_key=(masked)")
	f("/v1/models?a=1&key=sk-1&key=sk-2&b=2", "/v1/models?a=1&key=(masked)&key=(masked)&b=2")
	f("/v1/models?api%5Fkey=sk-1", "/v1/models?api%5Fkey=(masked)")
	f("/v1/models?API-KEY=sk-1?=&x", "/v1/models?API-KEY=(masked)&x")
	f("/v1/models?access_token=a=b", "/v1/models?access_token=(masked)")
	f("http://user:sk-1@host/v1/models?x=@", "http://(masked)@host/v1/models?x=@")
}
