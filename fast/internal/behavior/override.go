package behavior

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/profile"
	"mock-openai/fast/skim"
)

// Override is a setting that one request asks for, and its source.
type Override struct {
	profile.Setting
	header string // empty for a suffix of the model's name
}

// overridePrefix is the prefix of the headers, as fasthttp normalizes them. The name
// of a setting follows.
const overridePrefix = "X-Mock-"

// sessionHeader has the same prefix but is no override.
const sessionHeader = "X-Mock-Session"

// seedSetting is a setting that no profile has.
const seedSetting = "seed"

// faultSetting is the setting whose value has parameters.
const faultSetting = "fault"

// accentSetting is the setting that also changes errors.
const accentSetting = "accent"

// emulatorHeaders are the headers of openai_emulator, with the settings and units
// they stand for.
var emulatorHeaders = map[string]struct{ name, unit string }{
	"X-Ttft-Ms":       {"ttft", "ms"},
	"X-Itl-Ms":        {"itl", "ms"},
	"X-Output-Length": {"tokens", ""},
}

// OverridesIn returns what the headers of a request ask for. It returns quickly if no
// header begins with X-.
func OverridesIn(h *fasthttp.RequestHeader) []Override {
	if raw := h.RawHeaders(); len(raw) > 0 && !mayOverride(raw) {
		return nil
	}
	var found []Override
	for key, value := range h.All() {
		if len(key) < len("X-") || key[0] != 'X' || key[1] != '-' {
			continue
		}
		name := string(key)
		if f, ok := emulatorHeaders[name]; ok {
			found = append(found, Override{profile.Setting{Name: f.name, Value: string(value) + f.unit}, name})
		} else if setting, ok := strings.CutPrefix(name, overridePrefix); ok && name != sessionHeader {
			found = append(found, Override{profile.Setting{Name: strings.ToLower(setting), Value: string(value)}, name})
		}
	}
	return found
}

// mayOverride reports whether a line of the raw headers begins with X-.
func mayOverride(raw []byte) bool {
	for len(raw) > 2 {
		if raw[0]|0x20 == 'x' && raw[1] == '-' {
			return true
		}
		end := bytes.IndexByte(raw, '\n')
		if end < 0 {
			return false
		}
		raw = raw[end+1:]
	}
	return false
}

// SplitModel splits settings off the name of a model: gpt-4o:ttft=200ms,itl=5ms. If a
// value contains a comma, semicolons separate the settings. A tilde stands for any of
// these: gpt-4o~ttft=200ms~itl=5ms. Other names are left unchanged.
func SplitModel(model []byte) (name []byte, found []Override) {
	if len(model) > maxSplit || bytes.IndexByte(model, '=') < 0 {
		return model, nil
	}
	for at, b := range model {
		if b != ':' && b != tilde {
			continue
		}
		rest := model[at+1:]
		if end := bytes.IndexByte(rest, '='); end > 0 && isSettingName(rest[:end]) {
			return model[:at], splitSettings(string(skim.AppendUnescaped(nil, rest)))
		}
	}
	return model, nil
}

// maxSplit is the length of the longest name that may contain settings. The rest of a name is
// searched once for each colon in it: a megabyte of colons would take seconds.
const maxSplit = 4 << 10

func isSettingName(name []byte) bool {
	return len(bytes.Trim(name, "abcdefghijklmnopqrstuvwxyz-")) == 0
}

// tilde needs no escape in URLs and in JSON. Gateways split the names of models at commas,
// colons and slashes.
const tilde = '~'

func splitSettings(text string) (found []Override) {
	separator := ","
	switch {
	case strings.IndexByte(text, tilde) >= 0:
		separator = string(tilde)
	case strings.Contains(text, ";"):
		separator = ";"
	}
	for setting := range strings.SplitSeq(text, separator) {
		name, value, _ := strings.Cut(setting, "=")
		if last := len(found) - 1; separator == string(tilde) && last >= 0 && found[last].Name == faultSetting && fault.Takes(found[last].Value, name) {
			found[last].Value = withParameter(found[last].Value, setting)
			continue
		}
		found = append(found, Override{profile.Setting{Name: name, Value: value}, ""})
	}
	return found
}

// withParameter returns a fault with one more parameter.
func withParameter(text, parameter string) string {
	if strings.Contains(text, ":") {
		return text + "," + parameter
	}
	return text + ":" + parameter
}

// errOverride returns the error of one of the overrides, with the name of its header
// or "model" as the parameter.
func errOverride(overrides []Override, err error) *apierr.Error {
	param, why := "model", err.Error()
	var wrong *profile.SettingError
	if errors.As(err, &wrong) {
		for _, o := range overrides {
			if o.Setting == wrong.Setting && o.header != "" {
				param, why = o.header, fmt.Sprintf("%s %s", o.header, wrong.Why)
			}
		}
	}
	return decode.Invalid(param, why)
}

// Override returns m with a request's own settings. Their answers may have at most
// mostTokens tokens. It also returns the seed among the settings, nil if there is
// none.
func (m *Compiled) Override(overrides []Override, mostTokens int) (_ *Compiled, seed []byte, _ *apierr.Error) {
	own := m.Profile
	var settings []profile.Setting
	for _, o := range overrides {
		if o.Name == seedSetting {
			seed = []byte(o.Value)
		} else {
			settings = append(settings, o.Setting)
		}
	}
	err := own.ApplyRequest(settings...)
	if err == nil {
		err = own.Validate()
	}
	if most := own.Tokens.Max(); err == nil && most > mostTokens {
		err = fmt.Errorf("answers must not be longer than the %d tokens that the server was started for: %d", mostTokens, most)
	}
	if err != nil {
		return nil, nil, errOverride(overrides, err)
	}
	own.Accent = AccentOf(m, overrides)
	return Compile(own, m.Limits), seed, nil
}

// AccentOf returns the accent of m with a request's own settings. They win over the path.
func AccentOf(m *Compiled, overrides []Override) profile.Accent {
	accent := m.Accent
	for _, o := range overrides {
		var asked profile.Accent
		if o.Name != accentSetting || asked.UnmarshalText([]byte(o.Value)) != nil {
			continue
		}
		if accent = asked; asked == profile.NoAccent {
			accent = profile.OpenAI
		}
	}
	return accent
}
