package fast_test

import (
	"testing"

	"mock-openai/fast"
)

func TestAudio(t *testing.T) {
	url := serve(t, fast.Config{Answers: fast.Answers{StreamTokensMax: 5}})
	c := ask(t, url+chatPath, `"seed":1,"modalities":["audio"],"stop":". ","n":2`).Choices[1]
	if c.Message.Content != nil || c.Message.Audio.Data == "" || c.Message.Audio.Transcript == "" || c.Reason != "stop" {
		t.Errorf("choice is %s", dump(c))
	}
}
