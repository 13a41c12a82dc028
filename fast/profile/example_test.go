package profile_test

import (
	"fmt"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// Two models differ from the others, which answer as the Config says.
func ExampleReadModels() {
	var config fast.Config
	models, err := profile.ReadModels([]byte(`
models:
  gpt-4o:
    token-mean: 400
    fault: ["stall:after=3,for=2s=0.01"]
  gpt-4o-mini:
    ttft: 80ms
`), config.Profile())
	if err != nil {
		panic(err)
	}
	config.Answers.Profiles = models
	fmt.Println(models["gpt-4o"].Tokens.Mean, models["gpt-4o"].Faults[0].Spec)
	fmt.Println(models["gpt-4o-mini"].Tokens.Mean, models["gpt-4o-mini"].Latency.TTFT.Mean)
	// Output:
	// 400 stall:after=3,for=2s
	// 256 80ms
}
