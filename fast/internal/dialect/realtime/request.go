package realtime

import (
	"fmt"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// createResponse makes the request for an answer: the settings of the session and of the
// event, and the items. One outside of the conversation waits for the answers before.
func (v *conversation) createResponse(e *clientEvent) (dialect.Ask, *problem) {
	given := e.member("response")
	if given != nil && given[0] != '{' {
		in := decode.New(given)
		return dialect.Ask{}, ofError(in.Reject("response", "an object"))
	}
	apart := textOf(decode.Member(given, "conversation")) == "none"
	if v.answers > 0 && !apart {
		return dialect.Ask{}, &problem{code: "conversation_already_has_active_response", message: fmt.Sprintf(
			"Conversation already has an active response in progress: %s. Wait until the response is finished before creating a new one.", v.active)}
	}
	if v.size > v.api.Most && !apart {
		return dialect.Ask{}, v.tooLong()
	}
	own := session{settings: v.session.settings, values: append([][]byte(nil), v.session.values...)}
	if given != nil {
		if why := own.read("response", given, false); why != nil {
			return dialect.Ask{}, why
		}
	}
	body := fmt.Appendf(nil, `{"type":"response.create","model":"%s"`, v.model)
	for i, value := range own.values {
		if name := own.settings[i].name; decode.NullAsNil(value) != nil && v.version.inRequest[name] && string(value) != own.settings[i].unsaid {
			body = fmt.Appendf(body, `,"%s":%s`, name, value)
		}
	}
	if metadata := decode.NullAsNil(decode.Member(given, "metadata")); metadata != nil {
		body = fmt.Appendf(body, `,"metadata":%s`, metadata)
	}
	if apart {
		body = append(body, `,"conversation":"none"`...)
	}
	body = append(body, `,"input":[`...)
	input, why := v.appendInput(body, decode.NullAsNil(decode.Member(given, "input")))
	if why != nil {
		return dialect.Ask{}, why
	}
	v.answers++
	return dialect.Ask{Body: append(input, `]}`...), EventID: append([]byte(nil), e.id...)}, nil
}

// appendInput appends the items of a request: those of the event, or of the conversation if
// it has none.
func (v *conversation) appendInput(dst, given []byte) ([]byte, *problem) {
	at := len(dst)
	places := map[string]int{} // of the items that are referred to
	add := func(raw []byte) {
		if len(dst) > at {
			dst = append(dst, ',')
		}
		dst = append(dst, raw...)
	}
	if given == nil {
		for i := range v.items {
			add(v.items[i].raw)
		}
		return dst, nil
	}
	in := decode.New(given)
	if in.Kind() != skim.Array {
		return nil, ofError(in.Reject("response.input", "an array of objects"))
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if in.Kind() != skim.Object {
			return nil, ofError(in.Reject(fmt.Sprintf("response.input[%d]", i), "an object"))
		}
		raw := in.Raw()
		if textOf(decode.Member(raw, "type")) == "item_reference" {
			if len(places) == 0 {
				for k := range v.items {
					places[v.items[k].id] = k
				}
			}
			k, found := places[textOf(decode.Member(raw, "id"))]
			if !found {
				return nil, &problem{param: fmt.Sprintf("response.input[%d].id", i), code: "invalid_value", message: "The item that is referred to does not exist."}
			}
			raw = v.items[k].raw
		}
		if add(raw); len(dst)-at > v.api.Most { // it refers to long items again and again
			return nil, &problem{param: "response.input", code: "invalid_value", message: fmt.Sprintf("The items of a response may have %d bytes.", v.api.Most)}
		}
	}
	return dst, nil
}

// cancelResponse ends the response under way.
func (v *conversation) cancelResponse(e *clientEvent) (dialect.Ask, *problem) {
	if id := e.text("response_id"); v.answers == 0 || id != "" && v.active != "" && id != v.active {
		return dialect.Ask{}, &problem{code: "response_cancel_not_active", message: "Cancellation failed: no active response found"}
	}
	v.cancelled = true
	return dialect.Ask{Cancel: true}, nil
}

// isCancelled reports whether the response under way is to end.
func (v *conversation) isCancelled() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.cancelled
}

// begin says which response is under way. It returns the limits that the client is told.
func (v *conversation) begin(id render.ID) (limits []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.active = string(id.AppendAnswer([]byte(responsePrefix)))
	return v.limits
}

// add adds an item of an answer. If the items have too many bytes then, the next item of the
// client is refused, and the next answer.
func (v *conversation) add(it item) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.items, v.size = append(v.items, it), v.size+len(it.raw)
}

// last returns the id of the last item, or "".
func (v *conversation) last() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.lastID()
}
