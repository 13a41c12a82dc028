package fast_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/goccy/go-json"
	"github.com/valyala/fasthttp/fasthttputil"

	"mock-openai/fast"
	"mock-openai/fast/fault"
)

// A gateway's own tests and benchmarks start the server in their process.
func Example() {
	ln, _ := net.Listen("tcp", "127.0.0.1:0")
	server, _ := fast.New(fast.Config{})
	go server.Serve(ln)
	defer server.Shutdown(context.Background())

	res, err := http.Post("http://"+ln.Addr().String()+"/v1/chat/completions", "application/json",
		strings.NewReader(`{"model":"gpt-4-mock","max_tokens":16,"messages":[{"role":"user","content":"Hello!"}]}`))
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	var answer struct {
		Model string
		Usage struct {
			Prompt     int `json:"prompt_tokens"`
			Completion int `json:"completion_tokens"`
		}
	}
	json.NewDecoder(res.Body).Decode(&answer)
	fmt.Println(res.Status, answer.Model, answer.Usage.Prompt, answer.Usage.Completion)
	// Output: 200 OK gpt-4-mock 2 16
}

// The next two requests fail, and the one after them gets a text of the test's choice.
func ExampleServer_FailNext() {
	server, err := fast.New(fast.Config{})
	if err != nil {
		panic(err)
	}
	overload, _ := fault.Parse("error:status=529")
	server.FailNext(2, overload)
	server.ReplyNext("Paris")

	ln := fasthttputil.NewInmemoryListener()
	go server.Serve(ln)
	defer server.Shutdown(context.Background())
	client := http.Client{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return ln.Dial() },
	}}
	for range 3 {
		res, err := client.Post("http://mock/v1/completions", "application/json", strings.NewReader(`{"prompt":"Capital of France?"}`))
		if err != nil {
			panic(err)
		}
		var answer struct{ Choices []struct{ Text string } }
		json.NewDecoder(res.Body).Decode(&answer)
		res.Body.Close()
		fmt.Println(res.StatusCode, answer.Choices)
	}
	// Output:
	// 529 []
	// 529 []
	// 200 [{Paris}]
}
