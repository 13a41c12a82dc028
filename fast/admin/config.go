package admin

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mock-openai/fast"
	"mock-openai/fast/profile"
)

// allowances are the settings of a fast.Allowance by the names of their flags.
var allowances = map[string]func(*fast.Allowance) *int{
	"rpm":             func(a *fast.Allowance) *int { return &a.RPM },
	"tpm":             func(a *fast.Allowance) *int { return &a.TPM },
	"rpm-total":       func(a *fast.Allowance) *int { return &a.RPMTotal },
	"tpm-total":       func(a *fast.Allowance) *int { return &a.TPMTotal },
	"max-concurrency": func(a *fast.Allowance) *int { return &a.MaxConcurrency },
	"max-queue":       func(a *fast.Allowance) *int { return &a.MaxQueue },
}

// showConfig shows the settings by name. Those that may occur several times are lists.
func (h *handler) showConfig(w http.ResponseWriter, _ *http.Request) {
	p, allowed := h.server.Profile(), h.server.Allowance()
	config := map[string]any{"fault": []string{}, "quirk": []string{}}
	for _, s := range p.Settings() {
		if list, several := config[s.Name].([]string); several {
			config[s.Name] = append(list, s.Value)
		} else {
			config[s.Name] = s.Value
		}
	}
	for name, of := range allowances {
		config[name] = strconv.Itoa(*of(&allowed))
	}
	show(w, http.StatusOK, config)
}

// changeConfig reads an object of settings: {"ttft": "1s", "fault": ["reset=0.1"]}. They
// apply in this order. A list of faults or quirks replaces all earlier ones, and so do the
// faults of a profile.
func (h *handler) changeConfig(body []byte) error {
	given, err := readMembers(body)
	if err != nil {
		return fmt.Errorf(`body must be a JSON object of settings such as {"ttft": "200ms"}: %w`, err)
	}
	h.changing.Lock()
	defer h.changing.Unlock()
	p, allowed := h.server.Profile(), h.server.Allowance()
	var settings []profile.Setting
	for _, m := range given {
		name, value := m.name, m.value
		if of := allowances[name]; of != nil {
			n, err := strconv.Atoi(fmt.Sprint(value))
			if err != nil {
				return &profile.SettingError{Setting: profile.Setting{Name: name}, Why: fmt.Sprintf("must be a whole number, not %q", fmt.Sprint(value))}
			}
			*of(&allowed) = n
			continue
		}
		switch name {
		case "fault":
			p.Faults = nil
		case "quirk":
			p.Quirks = nil
		case "profile":
			if hasFaults(fmt.Sprint(value)) {
				p.Faults = nil
			}
		}
		settings = append(settings, settingsOf(name, value)...)
	}
	if err := p.Apply(settings...); err != nil {
		return err
	}
	if err := allowed.Validate(); err != nil {
		return err
	}
	if err := h.server.SetProfile(p); err != nil {
		return err
	}
	return h.server.SetAllowance(allowed)
}

// settingsOf returns the settings that a member stands for: one for each element of a list.
func settingsOf(name string, value any) (settings []profile.Setting) {
	values, isList := value.([]any)
	if !isList {
		values = []any{value}
	}
	var texts []string
	for _, value := range values {
		texts = append(texts, fmt.Sprint(value))
	}
	if name == "error-status" { // a list is one value
		texts = []string{strings.Join(texts, ",")}
	}
	for _, text := range texts {
		settings = append(settings, profile.Setting{Name: name, Value: text})
	}
	return settings
}

// hasFaults reports whether a built-in profile has faults.
func hasFaults(name string) bool {
	settings, _ := profile.Builtin(name)
	return slices.ContainsFunc(settings, func(s profile.Setting) bool { return s.Name == "fault" })
}

var errMore = errors.New("something follows the object")

// member is a member of a JSON object.
type member struct {
	name  string
	value any
}

// readMembers reads a body that is one JSON object, and returns its members in their order.
func readMembers(body []byte) (all []member, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // keeps numbers as they are written
	if first, err := decoder.Token(); err != nil || first != json.Delim('{') {
		return nil, cmp.Or(err, errors.New("it is not an object"))
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: name.(string)} // as More has seen no end of the object
		if err := decoder.Decode(&m.value); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errMore
	}
	return all, nil
}
