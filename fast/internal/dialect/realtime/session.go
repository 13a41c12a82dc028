package realtime

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-json"

	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/dialect"
	"mock-openai/fast/internal/render"
	"mock-openai/fast/skim"
)

// setting is a member of a session that a client may change.
type setting struct {
	name      string
	want      string // its type in messages of errors
	kinds     kindSet
	otherwise string // its value at first
	unsaid    string // a value that requests leave out
}

// kindSet is a set of kinds of JSON values, one bit for each.
type kindSet uint8

const (
	isString kindSet = 1 << skim.String
	isNumber kindSet = 1 << skim.Number
	isArray  kindSet = 1 << skim.Array
	isObject kindSet = 1 << skim.Object
	isBool   kindSet = 1<<skim.True | 1<<skim.False
)

// The settings of both versions of the API. The mock detects no speech, so turn_detection is
// always null.
var (
	gaSession = []setting{
		{"output_modalities", "an array of strings", isArray, `["audio"]`, ``},
		{"instructions", "a string", isString, `""`, `""`},
		{"tools", "an array of objects", isArray, `[]`, `[]`},
		{"tool_choice", "one of a string or object", isString | isObject, `"auto"`, `"auto"`},
		{"parallel_tool_calls", "a boolean", isBool, ``, ``},
		{"max_output_tokens", "one of an integer or 'inf'", isNumber | isString, `"inf"`, `"inf"`},
		{"reasoning", "an object", isObject, ``, ``},
		{"tracing", "one of a string or object", isString | isObject, `null`, ``},
		{"truncation", "one of a string or object", isString | isObject, `"auto"`, ``},
		{"prompt", "an object", isObject, `null`, ``},
		{"include", "an array of strings", isArray, `null`, ``},
		{"audio", "an object", isObject, `{"input":{"format":{"rate":24000,"type":"audio/pcm"},"noise_reduction":null,"transcription":null,"turn_detection":null},` +
			`"output":{"format":{"rate":24000,"type":"audio/pcm"},"speed":1.0,"voice":"marin"}}`, ``},
	}
	betaSession = []setting{
		{"modalities", "an array of strings", isArray, `["text","audio"]`, ``},
		{"instructions", "a string", isString, `""`, `""`},
		{"voice", "a string", isString, `"alloy"`, ``},
		{"input_audio_format", "a string", isString, `"pcm16"`, ``},
		{"output_audio_format", "a string", isString, `"pcm16"`, ``},
		{"input_audio_transcription", "an object", isObject, `null`, ``},
		{"input_audio_noise_reduction", "an object", isObject, `null`, ``},
		{"turn_detection", "an object", isObject, `null`, ``},
		{"tools", "an array of objects", isArray, `[]`, `[]`},
		{"tool_choice", "one of a string or object", isString | isObject, `"auto"`, `"auto"`},
		{"temperature", "a decimal", isNumber, `0.8`, ``},
		{"max_response_output_tokens", "one of an integer or 'inf'", isNumber | isString, `"inf"`, `"inf"`},
		{"speed", "a decimal", isNumber, `1.0`, ``},
		{"tracing", "one of a string or object", isString | isObject, `null`, ``},
	}
)

// fixed are the members of a session that a client may send and not change.
var fixed = map[string]bool{"type": true, "object": true, "id": true, "model": true, "expires_at": true}

// session holds the values of the settings, as JSON; nil for those that are not shown. Nobody
// changes the values: those of new sessions are shared.
type session struct {
	settings []setting
	values   [][]byte
}

// newSession returns a session with its initial settings.
func newSession(settings []setting) session {
	s := session{settings, make([][]byte, len(settings))}
	for i := range settings {
		if settings[i].otherwise != "" {
			s.values[i] = []byte(settings[i].otherwise)
		}
	}
	return s
}

// size returns how many bytes the values have.
func (s *session) size() (n int) {
	for _, value := range s.values {
		n += len(value)
	}
	return n
}

func (s *session) index(name string) int {
	for i := range s.settings {
		if s.settings[i].name == name {
			return i
		}
	}
	return -1
}

// sessionMember returns the member session of an event.
func (v *conversation) sessionMember() string {
	s := fmt.Appendf(nil, `"session":{%s"object":"realtime.session","id":"%s","model":"%s","expires_at":%d`,
		v.version.sessionType, v.sessionID(), v.model, v.began+3600)
	for i, value := range v.session.values {
		if value != nil {
			s = fmt.Appendf(s, `,"%s":%s`, v.session.settings[i].name, value)
		}
	}
	return string(append(s, '}'))
}

// updateSession changes the settings that an event names.
func (v *conversation) updateSession(e *clientEvent) (dialect.Ask, *problem) {
	given := e.member("session")
	changed := session{settings: v.session.settings, values: append([][]byte(nil), v.session.values...)}
	if why := changed.read("session", given, v.api.Strict); why != nil {
		return dialect.Ask{}, why
	}
	if textOf(decode.Member(given, "type")) == "transcription" {
		return dialect.Ask{}, &problem{param: "session.type", code: "invalid_value", message: "Sessions of transcription are not part of this server: 'session.type' must be 'realtime'."}
	}
	if changed.size() > v.api.Most {
		return dialect.Ask{}, &problem{code: "session_too_long", message: fmt.Sprintf("The settings of a session may have %d bytes.", v.api.Most)}
	}
	v.session = changed
	e.send(v.event("session.updated", v.sessionMember()))
	return dialect.Ask{}, nil
}

// read takes the members of an object that are settings.
func (s *session) read(path string, object []byte, strict bool) *problem {
	in := decode.New(object)
	if in.Kind() != skim.Object {
		return ofError(decode.Missing(path))
	}
	in.Object()
	for key, ok := in.NextKey(); ok; key, ok = in.NextKey() {
		name, kind, before := string(key), in.Kind(), in
		raw := in.Raw()
		i := s.index(name)
		switch {
		case i < 0 && strict && !fixed[name]:
			param := path + "." + string(render.AppendEscaped(nil, name))
			return &problem{param: param, code: "unknown_parameter", message: "Unknown parameter: '" + param + "'."}
		case i < 0:
		case kind == skim.Null:
			s.values[i] = []byte("null")
		case s.settings[i].kinds&(1<<kind) == 0:
			return ofError(before.Reject(path+"."+name, s.settings[i].want))
		default:
			if why := checkSetting(path, name, raw); why != nil {
				return why
			}
			s.values[i] = merged(name, s.values[i], raw)
		}
	}
	return nil
}

// checkSetting checks what decides about answers.
func checkSetting(path, name string, raw []byte) *problem {
	switch name {
	case "output_modalities", "modalities":
		if len(modalitiesIn(raw)) == 0 {
			return &problem{param: path + "." + name, code: "invalid_value", message: "Invalid modalities: the value must be an array of 'text' and 'audio'."}
		}
	case "max_output_tokens", "max_response_output_tokens":
		in := decode.New(raw)
		n := 0
		if in.Kind() == skim.Number {
			if err := in.TakeInt(path+"."+name, &n); err != nil {
				return ofError(err)
			}
			if n < 1 {
				return ofError(decode.BelowMin(path+"."+name, 1, n))
			}
		} else if string(raw) != `"inf"` {
			return &problem{param: path + "." + name, code: "invalid_value", message: "Invalid value: the number of tokens must be an integer or 'inf'."}
		}
	}
	return nil
}

// modalitiesIn returns the elements of an array if they are only text and audio.
func modalitiesIn(raw []byte) (all []string) {
	in := decode.New(raw)
	if in.Kind() != skim.Array {
		return nil
	}
	for in.Array(); in.NextElem(); {
		one := string(in.TakeText().Raw)
		if one != "text" && one != "audio" {
			return nil
		}
		all = append(all, one)
	}
	return all
}

// merged returns the new value of a setting. Objects of audio keep the members that the new
// value lacks.
func merged(name string, old, raw []byte) []byte {
	switch name {
	case "turn_detection":
		return []byte("null")
	case "audio":
		return withoutDetection(mergeObjects(old, raw, audioLevels))
	}
	return bytes.Clone(raw)
}

// audioLevels is how deep audio is merged: its sides, their members, and the members of these.
const audioLevels = 3

// mergeObjects returns raw with the members that only old has, down to that many levels.
func mergeObjects(old, raw []byte, levels int) []byte {
	var before, after map[string]json.RawMessage
	if levels == 0 || len(raw) == 0 || raw[0] != '{' || json.Unmarshal(old, &before) != nil || before == nil || json.Unmarshal(raw, &after) != nil {
		return bytes.Clone(raw)
	}
	for name, value := range after {
		before[name] = mergeObjects(before[name], value, levels-1)
	}
	return render.MustMarshal(before)
}

// withoutDetection returns the setting audio with input.turn_detection null.
func withoutDetection(audio []byte) []byte {
	if decode.NullAsNil(decode.Member(decode.Member(audio, "input"), "turn_detection")) == nil {
		return audio
	}
	return mergeObjects(audio, []byte(`{"input":{"turn_detection":null}}`), audioLevels)
}
