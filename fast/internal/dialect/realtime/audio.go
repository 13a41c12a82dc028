package realtime

import (
	"fmt"

	"mock-openai/fast/internal/dialect"
)

// Audio of a client is counted and forgotten. Nothing is heard in it: a turn ends when the
// client commits it.

const (
	bytesPerMS  = 48  // of PCM with 16 bits and 24 kHz
	leastCommit = 100 // ms
)

func (v *conversation) appendAudio(e *clientEvent) (dialect.Ask, *problem) {
	audio := e.member("audio")
	if len(audio) < 2 || audio[0] != '"' {
		return dialect.Ask{}, &problem{param: "audio", code: "missing_required_parameter", message: "Missing required parameter: 'audio'."}
	}
	v.audio += (len(audio) - 2) / 4 * 3
	return dialect.Ask{}, nil
}

func (v *conversation) clearAudio(e *clientEvent) (dialect.Ask, *problem) {
	v.audio = 0
	e.send(v.event("input_audio_buffer.cleared"))
	return dialect.Ask{}, nil
}

func (v *conversation) commitAudio(e *clientEvent) (dialect.Ask, *problem) {
	if v.audio < leastCommit*bytesPerMS {
		return dialect.Ask{}, &problem{code: "input_audio_buffer_commit_empty", message: fmt.Sprintf(
			"Error committing input audio buffer: buffer too small. Expected at least %dms of audio, but buffer only has %.2fms of audio.", leastCommit, float64(v.audio)/bytesPerMS)}
	}
	v.audio = 0
	it := item{id: v.newID(itemPrefix), kind: "message"}
	it.raw = fmt.Appendf(nil, `{"id":"%s","object":"realtime.item","type":"message","status":"completed","role":"user","content":[{"type":"input_audio","transcript":null}]}`, it.id)
	e.send(v.event("input_audio_buffer.committed", `"previous_item_id":`+orNull(v.lastID()), quoted("item_id", it.id)))
	return dialect.Ask{}, v.insert(e, it, len(v.items))
}
