package fast_test

import (
	"strings"
	"testing"

	"mock-openai/fast"
)

// TestServiceTier wants answers to name the tier that was asked for, where the provider says so:
// https://platform.openai.com/docs/api-reference/chat/object, and the types of groq-python.
func TestServiceTier(t *testing.T) {
	url := serve(t, fast.Config{})
	f := func(path, headers, members, want string) {
		t.Helper()
		for _, stream := range []string{"", `,"stream":true`} {
			if strings.Contains(headers, "groq") && stream != "" {
				continue // Groq's events have no tier
			}
			_, body := exchange(t, url, request("POST", path, headers, `{`+members+stream+`}`))
			if all, as := strings.Count(string(body), `"service_tier":`), strings.Count(string(body), `"service_tier":"`+want+`"`); all == 0 && want != "" || all != as {
				t.Errorf("%s %s%s%s: want the tier %q: %s", path, headers, members, stream, want, body)
			}
		}
	}
	for _, model := range []string{"m", "gpt-5.1", "gpt-4o"} {
		for asked, want := range map[string]string{
			`"flex"`: "flex", `"priority"`: "priority", `"fast"`: "priority", `"auto"`: "default", `"default"`: "default", `"performance"`: "default", `null`: "default", `7`: "default",
		} {
			f(chatPath, "", `"model":"`+model+`","service_tier":`+asked, want)
		}
		f(chatPath, "", `"service_tier":"flex","logprobs":true,"model":"`+model+`"`, "flex")
		f(chatPath, "", `"model":"`+model+`"`, "default")
	}
	for asked, want := range map[string]string{`"flex"`: "flex", `"performance"`: "performance", `"auto"`: "on_demand", `"priority"`: "on_demand"} {
		f(chatPath, "X-Mock-Accent: groq\r\n", `"service_tier":`+asked, want)
	}
	f(azureV1Path, "", `"service_tier":"flex"`, "")
	f(chatPath, "X-Mock-Accent: deepseek\r\n", `"service_tier":"flex"`, "")
	f(responsesPath, "", `"service_tier":"fast"`, "priority")
}
