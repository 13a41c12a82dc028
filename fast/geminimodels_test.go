package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestGemini_Models wants Google's list where Google's key is sent, also under a path that
// other providers have, and OpenAI's without.
func TestGemini_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"a", "b/c"}}})
	f := func(path, header, want string) {
		t.Helper()
		if _, body := exchange(t, url, request("GET", path, header, "")); !strings.Contains(string(body), want) {
			t.Errorf("%s %q: no %s in %s", path, header, want, body)
		}
	}
	const key = "X-Goog-Api-Key: k\r\n"
	f("/v1beta/models", "", `{"models":[{"name":"models/a"`)
	f("/v1/models", key, `{"models":[{"name":"models/a"`)
	f("/v1/models?key=k&pageSize=1", "", `"nextPageToken":`)
	f("/v1/models?monkey=k&key=", "", `"object":"list"`)
	f("/v1/models/b/c?key=k", "", `{"name":"models/b/c"`)
	f("/v1/models/b%2Fc", key, `{"name":"models/b/c"`)
	f("/v1/models/none", key, `models/none is not found for API version v1, or`)
	f("/v1beta/models/none", "", `models/none is not found for API version v1beta, or`)
	f("/v1/models", "anthropic-version: 2023-06-01\r\n", `"has_more"`)
	f("/v1/models", "Authorization: Bearer k\r\n", `"object":"list"`)
	samples := settled(t, url)
	if lists, none := samples[`requests_total{endpoint="/v1/models (gemini)",status="200"}`], samples[`requests_total{endpoint="/v1/models/{id} (gemini)",status="404"}`]; lists != 2 || none != 1 {
		t.Errorf("%v lists and %v missing models are counted", lists, none)
	}
}

// TestVertex_Models wants Vertex AI's list and models, page by page.
func TestVertex_Models(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"a", "b/c"}}})
	f := func(path string, status int, want string) {
		t.Helper()
		if res, body := exchange(t, url, request("GET", path, "", "")); res.StatusCode != status || !strings.Contains(string(body), want) {
			t.Errorf("%s: no %s in %d %s", path, want, res.StatusCode, body)
		}
	}
	const list = "/v1beta1/publishers/google/models"
	f(list, 200, `{"publisherModels":[{"name":"publishers/google/models/a","versionId":"default",`)
	f(list+"?pageSize=1", 200, `"nextPageToken":`)
	f(list+"?pageSize=1&pageToken=MQ", 200, `{"publisherModels":[{"name":"publishers/google/models/b/c"`)
	f(list+"/a", 200, `{"name":"publishers/google/models/a"`)
	f("/v1/publishers/google/models/b%2Fc", 200, `{"name":"publishers/google/models/b/c"`)
	f("/v1/publishers/google/models/none", 404, "Publisher Model `publishers/google/models/none` was not found")
	f("/v1/publishers/google/models", 404, `"status":"NOT_FOUND"`)
}
