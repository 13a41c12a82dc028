package verify

import "net/url"

// Azure is Chat Completions on Azure OpenAI: the model is a deployment, and the first event
// has the content filter's results for the prompt.
var Azure = &API{
	Name:  "azure",
	Model: "gpt-4-mock",
	Key:   "Api-Key",
	path: func(model string, _ bool) string {
		return "/openai/deployments/" + url.PathEscape(model) + "/chat/completions?api-version=2024-10-21"
	},
	body:        func(r Request) any { return chatBodyOf(r) },
	asksStream:  streamMember,
	contentType: serverSentEvents,
	steps: [numStages]string{
		atCreated: "prompt_filter_results", atRole: "a role", atFinish: "a finish reason", atUsage: "usage", atDone: "[DONE]",
	},
	flow:      byContent,
	closing:   numStages,
	asksUsage: true,
	finish:    "stop",
	cut:       "length",
	role:      "assistant",
	read:      (*said).answer,
}
