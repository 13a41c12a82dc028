package fast_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mock-openai/fast"
)

func TestModels_Refused(t *testing.T) {
	f := func(want string, models ...string) {
		t.Helper()
		if models == nil {
			models = []string{}
		}
		if _, err := fast.New(fast.Config{Answers: fast.Answers{Models: models}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", models, err, want)
		}
	}
	f("no model is named")
	f(`model "a" is listed twice`, "a", "b", "a")
	f("name of a model is empty", "a", "")
	f(`name of model "a\xff" has`, "a\xff")
	f(`name of model "a\n" has`, "a\n")
}

// TestModels_Odd checks that unusual names are listed and found in both dialects.
func TestModels_Odd(t *testing.T) {
	names := []string{"a", "ab", "a/b", "a:b", "{a}", "{a:*}", "{a", "a}", "*", "a?", "a b", "%41", "..", "é", `"`, `\`, "a//b", "/a", "a/", "a#b", "<&>"}
	base := serve(t, fast.Config{Answers: fast.Answers{Models: names}})
	for _, path := range []string{"/v1/models", "/api/v1/models"} {
		res, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		var list struct{ Data []struct{ ID string } }
		err = json.NewDecoder(res.Body).Decode(&list)
		res.Body.Close()
		if err != nil || len(list.Data) != len(names) {
			t.Fatalf("%s: %v, %+v", path, err, list)
		}
		for i, name := range names {
			if list.Data[i].ID != name {
				t.Errorf("%s: %q at %d, want %q", path, list.Data[i].ID, i, name)
			}
		}
	}
	for _, name := range names {
		res, err := http.Get(base + "/v1/models/" + url.PathEscape(name))
		if err != nil {
			t.Fatal(err)
		}
		var model struct{ ID string }
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if err := json.Unmarshal(body, &model); err != nil || model.ID != name {
			t.Errorf("%q: %v, %s", name, err, body)
		}
	}
}

// TestModels_Settings wants a model to be found by its name with settings, in every dialect.
func TestModels_Settings(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{Models: []string{"m", "org/a%b"}}})
	f := func(method, path, headers, body string) {
		t.Helper()
		res, want := exchange(t, url, request(method, path, headers, body))
		if res.StatusCode != 200 {
			t.Fatalf("%s %s: status %d: %s", method, path, res.StatusCode, want)
		}
		for _, settings := range []string{"~ttft=200ms", "~ttft=200ms~fault=error~status=503", ":ttft=200ms,itl=1ms", "%3Attft%3D200ms", "%7Ettft=200ms"} {
			asked, body := path, body
			if body != "" {
				body = strings.Replace(body, `"}`, "~ttft=200ms"+`"}`, 1)
			} else if before, query, found := strings.Cut(path, "?"); found {
				asked = before + settings + "?" + query
			} else {
				asked += settings
			}
			if res, got := exchange(t, url, request(method, asked, headers, body)); res.StatusCode != 200 || string(got) != string(want) {
				t.Errorf("%s %s: status %d: %s, want %s", method, asked, res.StatusCode, got, want)
			}
		}
	}
	for path, headers := range map[string]string{
		"/v1/models/m": "", "/v1/models/org%2Fa%25b": "", "/models/m": "", "/api/v1/model/m": "", "/openai/v1/models/m": "", "/v1beta/models/m": "", "/v1beta/openai/models/m": "",
		"/v1beta1/publishers/google/models/m": "", "/foundation-models/m": "", "/openai/models/m" + azureVersion: "", "/openai/deployments/m" + azureVersion: "",
		"/v1/models/m?": "anthropic-version: 2023-06-01\r\n", "/v1/models/org%2Fa%25b?": "X-Fern-SDK-Name: cohere\r\n", "/v1/models/m?key=k": "",
	} {
		f("GET", path, headers, "")
	}
	f("DELETE", "/v1/models/m", "", "")
	f("POST", "/api/show", "", `{"model":"m"}`)
	for _, path := range []string{"/v1/models/none~ttft=200ms", "/v1/models/m~nothing", "/v1/models/m~"} {
		if res, body := exchange(t, url, request("GET", path, "", "")); res.StatusCode != 404 || !strings.Contains(string(body), path[len("/v1/models/"):]) {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
		}
	}
	url = serve(t, fast.Config{Answers: fast.Answers{Models: []string{"m"}, NoOverrides: true}})
	if res, body := exchange(t, url, request("GET", "/v1/models/m~ttft=200ms", "", "")); res.StatusCode != 404 {
		t.Errorf("without overrides: status %d: %s", res.StatusCode, body)
	}
}

// TestEmbeddings_Spaces wants the vector of an input not to depend on how the request is spaced.
func TestEmbeddings_Spaces(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, dense, spaced string) {
		t.Helper()
		_, want := exchange(t, url, request("POST", path, "", dense))
		_, got := exchange(t, url, request("POST", path, "", spaced))
		id := regexp.MustCompile(`"id":"[^"]*"`)
		if string(id.ReplaceAll(got, nil)) != string(id.ReplaceAll(want, nil)) {
			t.Errorf("%s: %s\n%.200s\n%s\n%.200s", path, dense, want, spaced, got)
		}
	}
	const openAI, moderations, cohere, rerank = "/v1/embeddings", "/v1/moderations", "/v2/embed", "/v2/rerank"
	f(openAI, `{"input":[1,2]}`, `{"input":[1, 2]}`)
	f(openAI, `{"input":[[1,2],[3]]}`, "{\"input\":[[1\n,2 ],[\t3]]}")
	f(openAI, `{"input":"a b"}`, `{ "input" : "a b" }`)
	f(moderations, `{"input":[{"type":"text","text":"a b"}]}`, `{"input":[ {"type": "text", "text": "a b"} ]}`)
	f(cohere, `{"model":"embed-v4.0","input_type":"image","inputs":[{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}`,
		`{"model":"embed-v4.0","input_type":"image","inputs":[{"content":[{"type":"text", "text":"a"}, {"type":"text","text":"b"}]}]}`)
	f(rerank, `{"model":"m","query":"q","documents":[{"text":"a"},{"title":"b"}]}`, `{"model":"m","query":"q","documents":[{"text":"a"},{"title": "b"}]}`)
}

// TestEmbeddings_KnownModels wants embeddings of well-known models to be as long as theirs.
func TestEmbeddings_KnownModels(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, model, more string, want int) {
		t.Helper()
		_, body := exchange(t, url, request("POST", path, "", `{"model":"`+model+`","input":"a"`+more+`}`))
		var r struct {
			Data       []struct{ Embedding []float64 }
			Embeddings [][]float64
		}
		if err := json.Unmarshal(body, &r); err != nil {
			t.Fatal(err)
		}
		for _, d := range r.Data {
			r.Embeddings = append(r.Embeddings, d.Embedding)
		}
		if len(r.Embeddings) != 1 || len(r.Embeddings[0]) != want {
			t.Errorf("%s of %s: %.100s, want %d numbers", path, model, body, want)
		}
	}
	const openAI, ollama = "/v1/embeddings", "/api/embed"
	f(openAI, "mistral-embed", "", 1024)
	f(openAI, "mistral-embed~ttft=1us", "", 1024)
	f(openAI, "nomic-embed-text", "", 768)
	f(openAI, "nomic-embed-text", `,"dimensions":256`, 256)
	f(openAI, "text-embedding-3-small", "", 1536)
	f(openAI, "text-embedding-3-large", "", 3072)
	f(openAI, "my-large-one", "", 3072)
	f(openAI, "m", "", 1536)
	f(ollama, "nomic-embed-text:latest", "", 768)
	f(ollama, "nomic-embed-text", `,"dimensions":1000`, 768)
	f(ollama, "all-minilm", "", 384)
	f(ollama, "m", "", 1024)
}
