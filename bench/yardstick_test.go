package bench_test

import (
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// serveFastHTTP starts a bare fasthttp server with the settings that are its
// defaults, and returns its URL.
func serveFastHTTP(t testing.TB, handler fasthttp.RequestHandler) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &fasthttp.Server{Handler: handler}
	go s.Serve(ln)
	t.Cleanup(func() { s.Shutdown() })
	return "http://" + ln.Addr().String()
}

// serveHTTP starts a net/http server and returns its URL.
func serveHTTP(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: handler}
	go s.Serve(ln)
	t.Cleanup(func() { s.Close() })
	return "http://" + ln.Addr().String()
}

// constantFast answers every request with body.
func constantFast(body []byte) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		ctx.SetContentType("application/json")
		ctx.SetBody(body)
	}
}

// constantHTTP answers every request with body.
func constantHTTP(body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}

// The chat request and its answer as a mock is usually written.
type (
	chatRequest struct {
		Model     string    `json:"model"`
		Messages  []message `json:"messages"`
		MaxTokens *int      `json:"max_tokens"`
		Stream    bool      `json:"stream"`
	}
	message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	chatAnswer struct {
		ID      string   `json:"id"`
		Object  string   `json:"object"`
		Created int64    `json:"created"`
		Model   string   `json:"model"`
		Choices []choice `json:"choices"`
		Usage   usage    `json:"usage"`
	}
	choice struct {
		Index        int     `json:"index"`
		Message      message `json:"message"`
		FinishReason string  `json:"finish_reason"`
	}
	usage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
		TotalTokens      int `json:"total_tokens"`
	}
)

// typicalMock answers a chat request with structs, encoding/json and net/http.
// Its answer is about size bytes long.
func typicalMock(size int) http.HandlerFunc {
	text := strings.Repeat("All work and no play. ", max(size-300, 0)/22)
	return func(w http.ResponseWriter, r *http.Request) {
		var in chatRequest
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		prompt := 0
		for _, m := range in.Messages {
			prompt += len(m.Content) / 4
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(chatAnswer{
			ID:      "chatcmpl-" + strconv.FormatUint(rand.Uint64(), 36),
			Object:  "chat.completion",
			Created: time.Now().Unix(),
			Model:   in.Model,
			Choices: []choice{{Message: message{Role: "assistant", Content: text}, FinishReason: "stop"}},
			Usage:   usage{prompt, len(text) / 4, prompt + len(text)/4},
		})
	}
}
