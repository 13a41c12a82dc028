package fast_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/goccy/go-json"

	"mock-openai/fast"
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
