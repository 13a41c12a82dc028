package realtime

// version is how one version of the API words its events.
type version struct {
	session     session         // as it is at first
	sessionType string          // first member of a session; may be empty
	inRequest   map[string]bool // settings that a request for an answer has
	modalities  string          // name of the setting
	mostTokens  string          // name of the setting
	itemCreated []string        // events for an item of the client
	text, audio *form           // of messages
	call        *form
}

// step is an event of an item of an answer, or a run of events. An item goes through all
// steps for which its form has an event.
type step uint8

const (
	itemAdded step = iota
	inConversation
	partAdded
	pieces
	audioDone
	textDone
	partDone
	conversationDone
	itemDone
	steps
)

// form is how a kind of item is written.
type form struct {
	head   string // of the item, after its status
	open   string // up to the text of a complete item
	close  string // of a complete item, after the text
	empty  string // of an item without text, after head
	part   string // up to the text; empty if there is no part
	index  string // of the part, in events
	text   string // name of the complete text, in events
	events [steps]string
}

const message = `,"role":"assistant","content":[`

func textForm(part, kind, text string, events [steps]string) *form {
	return &form{
		head: message, open: `{"type":"` + kind + `","` + text + `":"`, close: `"}]}`, empty: `]}`,
		part: `{"type":"` + part + `","` + text + `":"`, index: `,"content_index":0`, text: text, events: events,
	}
}

func callForm(events [steps]string) *form {
	return &form{open: `,"arguments":"`, close: `"}`, empty: `,"arguments":""}`, text: "arguments", events: events}
}

// The versions: the present one, and the one that OpenAI-Beta: realtime=v1 asks for.
var (
	ga = version{
		session: newSession(gaSession), sessionType: `"type":"realtime",`,
		inRequest: map[string]bool{
			"instructions": true, "tools": true, "tool_choice": true, "parallel_tool_calls": true, "max_output_tokens": true, "output_modalities": true, "reasoning": true,
		},
		modalities: "output_modalities", mostTokens: "max_output_tokens",
		itemCreated: []string{"conversation.item.added", "conversation.item.done"},
		text: textForm("text", "output_text", "text", [steps]string{
			itemAdded: "response.output_item.added", inConversation: "conversation.item.added", partAdded: "response.content_part.added",
			pieces: "response.output_text.delta", textDone: "response.output_text.done", partDone: "response.content_part.done",
			conversationDone: "conversation.item.done", itemDone: "response.output_item.done",
		}),
		audio: textForm("audio", "output_audio", "transcript", [steps]string{
			itemAdded: "response.output_item.added", inConversation: "conversation.item.added", partAdded: "response.content_part.added",
			pieces: "response.output_audio_transcript.delta", audioDone: "response.output_audio.done", textDone: "response.output_audio_transcript.done",
			partDone: "response.content_part.done", conversationDone: "conversation.item.done", itemDone: "response.output_item.done",
		}),
		call: callForm([steps]string{
			itemAdded: "response.output_item.added", inConversation: "conversation.item.added", pieces: "response.function_call_arguments.delta",
			textDone: "response.function_call_arguments.done", conversationDone: "conversation.item.done", itemDone: "response.output_item.done",
		}),
	}
	beta = version{
		session: newSession(betaSession),
		inRequest: map[string]bool{
			"instructions": true, "tools": true, "tool_choice": true, "temperature": true, "max_response_output_tokens": true, "modalities": true, "voice": true, "output_audio_format": true,
		},
		modalities: "modalities", mostTokens: "max_response_output_tokens",
		itemCreated: []string{"conversation.item.created"},
		text: textForm("text", "text", "text", [steps]string{
			itemAdded: "response.output_item.added", inConversation: "conversation.item.created", partAdded: "response.content_part.added",
			pieces: "response.text.delta", textDone: "response.text.done", partDone: "response.content_part.done", itemDone: "response.output_item.done",
		}),
		audio: textForm("audio", "audio", "transcript", [steps]string{
			itemAdded: "response.output_item.added", inConversation: "conversation.item.created", partAdded: "response.content_part.added",
			pieces: "response.audio_transcript.delta", audioDone: "response.audio.done", textDone: "response.audio_transcript.done",
			partDone: "response.content_part.done", itemDone: "response.output_item.done",
		}),
		call: callForm([steps]string{
			itemAdded: "response.output_item.added", inConversation: "conversation.item.created", pieces: "response.function_call_arguments.delta",
			textDone: "response.function_call_arguments.done", itemDone: "response.output_item.done",
		}),
	}
)
