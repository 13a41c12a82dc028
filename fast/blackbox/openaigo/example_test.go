package openaigo_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"

	"mock-openai/fast/mocktest"
)

// The official client bears two failures by itself.
func Example() {
	test := func(t testing.TB) {
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
	run(test)
	// Output:
	// Paris
	// 3 requests
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
