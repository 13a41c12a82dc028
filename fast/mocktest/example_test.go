package mocktest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"mock-openai/fast/mocktest"
)

// ask is the code under test: it asks again until it gets an answer.
func ask(client *http.Client, baseURL, question string) (string, error) {
	for range 3 {
		res, err := client.Post(baseURL+"/chat/completions", "application/json",
			strings.NewReader(fmt.Sprintf(`{"model":"gpt-4o","messages":[{"role":"user","content":%q}]}`, question)))
		if err != nil {
			return "", err
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode == http.StatusOK {
			return string(body), err
		}
	}
	return "", fmt.Errorf("no answer")
}

// A client must bear that a provider fails twice.
func ExampleStart() {
	test := func(t testing.TB) {
		m := mocktest.Start(t, mocktest.TTFT(5*time.Millisecond))
		m.FailNext(2, "error:status=503")
		m.Reply("Paris")

		answer, err := ask(m.Client(), m.BaseURL(), "Capital of France?")
		fmt.Println(strings.Contains(answer, `"content":"Paris"`), err)

		for _, r := range m.Requests().Model("gpt-4o").Body("France").Await(3) {
			fmt.Println(r.Method, r.Path, r.Status)
		}
	}
	run(test)
	// Output:
	// true <nil>
	// POST /v1/chat/completions 503
	// POST /v1/chat/completions 503
	// POST /v1/chat/completions 200
}

// A server of net/http answers as the mock does.
func ExampleHandler() {
	test := func(t testing.TB) {
		web := httptest.NewServer(mocktest.Handler(t, mocktest.Tokens(4)))
		defer web.Close()

		res, err := http.Get(web.URL + "/v1/models/gpt-4o")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		fmt.Println(res.Status, res.Header.Get("Content-Type"))
	}
	run(test)
	// Output: 200 OK application/json
}

// run calls test as go test does, but once whatever -count says.
func run(test func(testing.TB)) {
	t := new(exampleTest)
	defer t.end()
	test(t)
}

// exampleTest is a test that must not fail.
type exampleTest struct {
	testing.TB
	cleanups []func()
}

func (*exampleTest) Helper()                   {}
func (*exampleTest) Output() io.Writer         { return os.Stderr }
func (*exampleTest) Fatal(args ...any)         { panic(fmt.Sprint(args...)) }
func (*exampleTest) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }
func (*exampleTest) Errorf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }
func (t *exampleTest) Cleanup(f func())        { t.cleanups = append(t.cleanups, f) }

func (t *exampleTest) end() {
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
}
