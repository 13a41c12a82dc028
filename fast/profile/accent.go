package profile

import (
	"fmt"
	"strings"
)

// Accent names a provider whose API is OpenAI's with other members. Chat completions, legacy
// completions and errors have its form.
type Accent uint8

// The accents. NoAccent leaves the form to the path; at most paths it is OpenAI's. OpenAI is
// the accent of a request that asks for it, at other paths too.
const (
	NoAccent Accent = iota
	DeepSeek
	Groq
	Mistral
	OpenRouter
	VLLM
	OpenAI
	Accents
)

var accentNames = [Accents]string{"openai", "deepseek", "groq", "mistral", "openrouter", "vllm", "openai"}

// String returns the name that users type.
func (a Accent) String() string {
	if a < Accents {
		return accentNames[a]
	}
	return fmt.Sprintf("Accent(%d)", uint8(a))
}

var anAccent = "one of " + strings.Join(accentNames[:OpenAI], ", ")

// UnmarshalText reads a name. The name openai means NoAccent.
func (a *Accent) UnmarshalText(name []byte) error {
	for known := range Accents {
		if string(name) == known.String() {
			*a = known
			return nil
		}
	}
	return fmt.Errorf("must be %s, not %q", anAccent, name)
}

// MarshalText returns the name of a.
func (a Accent) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

func (p *Profile) setAccent(name string) bool { return p.Accent.UnmarshalText([]byte(name)) == nil }
