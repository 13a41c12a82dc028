package fast_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
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
