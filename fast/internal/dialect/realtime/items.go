package realtime

import (
	"fmt"
	"slices"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// item is an item of the conversation.
type item struct {
	id   string // JSON-escaped
	kind string
	call string // the id of a call; JSON-escaped
	raw  []byte
}

const itemPrefix = "item_"

func (v *conversation) find(id string) int {
	return slices.IndexFunc(v.items, func(it item) bool { return it.id == id })
}

// lastID returns the id of the last item, or "".
func (v *conversation) lastID() string { return v.idBefore(len(v.items)) }

func (v *conversation) idBefore(i int) string {
	if i == 0 {
		return ""
	}
	return v.items[i-1].id
}

// insert adds an item before item i, and tells the client.
func (v *conversation) insert(e *clientEvent, it item, i int) *problem {
	if v.size += len(it.raw); v.size > v.api.Most {
		v.size -= len(it.raw)
		return v.tooLong()
	}
	previous := `"previous_item_id":` + orNull(v.idBefore(i))
	v.items = slices.Insert(v.items, i, it)
	for _, kind := range v.version.itemCreated {
		e.send(v.event(kind, previous, `"item":`+string(it.raw)))
	}
	return nil
}

func (v *conversation) tooLong() *problem {
	return &problem{code: "conversation_too_long", message: fmt.Sprintf("The items of a conversation may have %d bytes. Delete some, or open a new connection.", v.api.Most)}
}

func (v *conversation) createItem(e *clientEvent) (dialect.Ask, *problem) {
	it, why := v.newItem(e.member("item"), "item")
	if why != nil {
		return dialect.Ask{}, why
	}
	at := len(v.items)
	switch previous := e.text("previous_item_id"); previous {
	case "":
	case "root":
		at = 0
	default:
		if at = v.find(previous) + 1; at == 0 {
			return dialect.Ask{}, &problem{param: "previous_item_id", code: "item_create_invalid_previous_item_id",
				message: fmt.Sprintf("Error creating item: the item with id '%s' does not exist.", previous)}
		}
	}
	return dialect.Ask{}, v.insert(e, it, at)
}

// newItem completes an item of the client.
func (v *conversation) newItem(raw []byte, path string) (it item, _ *problem) {
	in := decode.New(raw)
	if in.Kind() != skim.Object {
		return it, ofError(decode.Missing(path))
	}
	it.id, it.kind = textOf(decode.Member(raw, "id")), textOf(decode.Member(raw, "type"))
	if it.id == "" {
		it.id = v.newID(itemPrefix)
	} else if v.find(it.id) >= 0 {
		return it, &problem{param: path + ".id", code: "item_create_duplicate_id", message: fmt.Sprintf("Error creating item: an item with id '%s' exists already.", it.id)}
	}
	it.call = textOf(decode.Member(raw, "call_id"))
	switch it.kind {
	case "message":
		if why := checkMessage(raw, path); why != nil {
			return it, why
		}
	case "function_call":
		if it.call == "" {
			it.call = v.newID("call_")
		}
	case "function_call_output":
		called := func(other item) bool { return other.kind == "function_call" && other.call == it.call }
		if !slices.ContainsFunc(v.items, called) {
			return it, &problem{param: path + ".call_id", code: "invalid_tool_call_id", message: fmt.Sprintf("Tool call ID '%s' not found in conversation.", it.call)}
		}
	case "":
		return it, ofError(decode.Missing(path + ".type"))
	default:
		return it, &problem{param: path + ".type", code: "invalid_value",
			message: fmt.Sprintf("Invalid value: '%s'. Supported values are: 'message', 'function_call', and 'function_call_output'.", it.kind)}
	}
	it.render(in)
	return it, nil
}

// render sets raw to what the server knows of the item and to the other members of in, the item as
// the client has sent it.
func (it *item) render(in decode.Reader) {
	it.raw = fmt.Appendf(nil, `{"id":"%s","object":"realtime.item","type":"%s","status":"completed"`, it.id, it.kind)
	if it.kind == "function_call" {
		it.raw = fmt.Appendf(it.raw, `,"call_id":"%s"`, it.call)
	}
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		value := in.Raw()
		switch name := string(key); name {
		case "id", "object", "type", "status":
			continue
		case "call_id":
			if it.kind == "function_call" {
				continue
			}
		case "content":
			value = withoutAudio(value)
		}
		it.raw = append(render.AppendEscaped(append(it.raw, `,"`...), key), `":`...)
		it.raw = append(it.raw, value...)
	}
	it.raw = append(it.raw, '}')
}

// checkMessage checks the role and the content of a message.
func checkMessage(raw []byte, path string) *problem {
	switch role := textOf(decode.Member(raw, "role")); role {
	case "user", "assistant", "system":
	case "":
		return ofError(decode.Missing(path + ".role"))
	default:
		return &problem{param: path + ".role", code: "invalid_value", message: fmt.Sprintf("Invalid value: '%s'. Supported values are: 'user', 'assistant', and 'system'.", role)}
	}
	content := decode.Member(raw, "content")
	if content == nil {
		return ofError(decode.Missing(path + ".content"))
	}
	in := decode.New(content)
	if in.Kind() != skim.Array {
		return ofError(in.Reject(path+".content", "an array of objects"))
	}
	in.Array()
	for i := 0; in.NextElem(); i++ {
		if in.Kind() != skim.Object {
			return ofError(in.Reject(fmt.Sprintf("%s.content[%d]", path, i), "an object"))
		}
		in.Raw()
	}
	return nil
}

// withoutAudio returns the parts of a message without the audio in them.
func withoutAudio(content []byte) []byte {
	in := decode.New(content)
	if in.Kind() != skim.Array {
		return content
	}
	parts := []byte{'['}
	for in.Array(); in.NextElem(); {
		if len(parts) > 1 {
			parts = append(parts, ',')
		}
		part := in.Raw()
		if decode.Member(part, "audio") == nil {
			parts = append(parts, part...)
			continue
		}
		members := decode.New(part)
		members.Object()
		parts = append(parts, '{')
		for key, ok := members.NextKey(); ok; key, ok = members.NextKey() {
			value := members.Raw()
			if string(key) == "audio" {
				continue
			}
			if parts[len(parts)-1] != '{' {
				parts = append(parts, ',')
			}
			parts = append(render.AppendEscaped(append(parts, '"'), key), `":`...)
			parts = append(parts, value...)
		}
		parts = append(parts, '}')
	}
	return append(parts, ']')
}

// item returns the index of the item that an event names.
func (v *conversation) item(e *clientEvent, verb string) (int, *problem) {
	id := e.text("item_id")
	if id == "" {
		return 0, ofError(decode.Missing("item_id"))
	}
	i := v.find(id)
	if i < 0 {
		return 0, &problem{param: "item_id", code: "item_" + verb + "_invalid_item_id", message: fmt.Sprintf("The item with id '%s' does not exist.", id)}
	}
	return i, nil
}

func (v *conversation) deleteItem(e *clientEvent) (dialect.Ask, *problem) {
	i, why := v.item(e, "delete")
	if why == nil {
		id := v.items[i].id
		v.size -= len(v.items[i].raw)
		v.items = slices.Delete(v.items, i, i+1)
		e.send(v.event("conversation.item.deleted", quoted("item_id", id)))
	}
	return dialect.Ask{}, why
}

func (v *conversation) retrieveItem(e *clientEvent) (dialect.Ask, *problem) {
	i, why := v.item(e, "retrieve")
	if why == nil {
		e.send(v.event("conversation.item.retrieved", `"item":`+string(v.items[i].raw)))
	}
	return dialect.Ask{}, why
}

// truncateItem does nothing to an item: there is no audio that could be cut off.
func (v *conversation) truncateItem(e *clientEvent) (dialect.Ask, *problem) {
	i, why := v.item(e, "truncate")
	if why != nil {
		return dialect.Ask{}, why
	}
	index, end := decode.New(decode.Member(e.raw, "content_index")), decode.New(decode.Member(e.raw, "audio_end_ms"))
	n, ms := 0, 0
	if err := index.TakeInt("content_index", &n); err != nil {
		return dialect.Ask{}, ofError(err)
	}
	if err := end.TakeInt("audio_end_ms", &ms); err != nil {
		return dialect.Ask{}, ofError(err)
	}
	e.send(v.event("conversation.item.truncated", quoted("item_id", v.items[i].id), fmt.Sprintf(`"content_index":%d,"audio_end_ms":%d`, n, ms)))
	return dialect.Ask{}, nil
}
