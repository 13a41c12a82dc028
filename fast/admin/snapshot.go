package admin

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"mock-openai/fast/fault"
	"mock-openai/fast/journal"
	"mock-openai/fast/meter"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
)

// snapshot is what the page reads once a second.
type snapshot struct {
	Time     time.Time `json:"time"`
	Failing  int       `json:"failing"`  // how many of the next requests will fail
	Recorded bool      `json:"recorded"` // the server has a journal
	Latest   []summary `json:"latest"`   // the last requests, newest first
	meter.Snapshot
}

// summary is a request without its body.
type summary struct {
	ID      string    `json:"id"`
	Time    time.Time `json:"time"`
	Method  string    `json:"method"`
	Path    string    `json:"path"`
	Dialect string    `json:"dialect"`
	Model   string    `json:"model"`
	Stream  bool      `json:"stream"`
	Status  int       `json:"status"`
}

// latest is how many requests the page lists.
const latest = 25

func (h *handler) showSnapshot(w http.ResponseWriter, _ *http.Request) {
	s := snapshot{Time: time.Now(), Failing: h.server.Failing(), Latest: []summary{}, Snapshot: h.server.Snapshot()}
	if j := h.server.Journal(); j != nil {
		s.Recorded = true
		for _, e := range j.Latest(latest) {
			s.Latest = append(s.Latest, h.summary(&e))
		}
	}
	show(w, http.StatusOK, s)
}

func (h *handler) summary(e *journal.Entry) summary {
	var body struct{ Stream bool }
	json.Unmarshal(e.Body, &body) // a body that is not JSON asks for none
	path, _, _ := strings.Cut(e.Path, "?")
	return summary{e.ID, e.Time, e.Method, e.Path, h.server.Dialect(path), e.Model, body.Stream, e.Status}
}

// showRequest shows a request and its answer.
func (h *handler) showRequest(w http.ResponseWriter, r *http.Request) {
	e, ok := h.server.Journal().Find(r.PathValue("id"))
	if !ok {
		refuse(w, http.StatusNotFound, "The request "+r.PathValue("id")+" is not among the last ones.")
		return
	}
	kept, size := e.Answer.Body()
	if size > len(kept) {
		kept = wholeRunes(kept)
	}
	show(w, http.StatusOK, map[string]any{
		"request": e, "summary": h.summary(&e), "answer": string(kept), "answer_kept": e.Answer != nil, "answer_size": size,
	})
}

// wholeRunes returns text without an incomplete rune at its end.
func wholeRunes(text []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if tail := text[len(text)-i:]; utf8.RuneStart(tail[0]) && !utf8.FullRune(tail) {
			return text[:len(text)-i]
		}
	}
	return text
}

// showNames shows the names of scenarios, profiles, faults and quirks, and the bounds of the time
// histograms in a snapshot.
func (h *handler) showNames(w http.ResponseWriter, _ *http.Request) {
	faults := []string{}
	for k := fault.None + 1; ; k++ {
		if _, err := fault.ParseKind(k.String()); err != nil {
			break
		}
		faults = append(faults, k.String())
	}
	about := map[string]string{}
	for _, name := range quirk.Names() {
		kind, _ := quirk.Parse(name)
		about[name] = kind.Info().What
	}
	show(w, http.StatusOK, map[string]any{
		"scenarios": profile.Scenarios(), "profiles": profile.Builtins(), "faults": faults, "quirks": quirk.Names(), "about_quirks": about, "bounds": meter.Bounds(),
	})
}
