package openaigo_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"mock-openai/fast/mocktest"
)

// The official client bears two failures by itself.
func Example() {
	test := func(t *testing.T) {
		m := mocktest.Start(t)
		m.FailNext(2, "error:status=503,for=1ms")
		m.Reply("Paris")

		client := openai.NewClient(option.WithBaseURL(m.BaseURL()), option.WithHTTPClient(m.Client()), option.WithAPIKey("any"))
		answer, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
			Model:    "gpt-4o",
			Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("Capital of France?")},
		})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(answer.Choices[0].Message.Content)
		fmt.Println(len(m.Requests().Body("Capital of France?").Await(3)), "requests")
	}
	testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "Test", F: test}})
	// Output:
	// Paris
	// 3 requests
}
