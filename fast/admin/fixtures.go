package admin

import (
	"errors"
	"io"
	"net/http"

	"mock-openai/fast"
)

// fixture is a preset answer as the admin interface shows it.
type fixture struct {
	Name     string `json:"name"`
	Source   string `json:"source,omitempty"` // the file and the line
	Answered uint64 `json:"answered"`
}

func listed(all []*fast.Fixture) []fixture {
	list := make([]fixture, 0, len(all))
	for _, f := range all {
		list = append(list, fixture{f.Name, f.Source, f.Answered()})
	}
	return list
}

// showFixtures shows the fixtures in the order in which they are tried.
func (h *handler) showFixtures(w http.ResponseWriter, _ *http.Request) {
	set := h.server.Fixtures()
	show(w, http.StatusOK, map[string]any{"fixtures": listed(set.All()), "unmatched": set.Unmatched()})
}

// addFixtures adds a fixture, or those of a file, and shows their names.
func (h *handler) addFixtures(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	added, err := h.server.Fixtures().Add(body)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	show(w, http.StatusCreated, map[string]any{"fixtures": listed(added)})
}

// removeFixtures takes back the fixture that the path names, or all that were added. Those
// of files stay.
func (h *handler) removeFixtures(w http.ResponseWriter, r *http.Request) {
	err := h.server.Fixtures().Remove(r.PathValue("name"))
	switch {
	case errors.Is(err, fast.ErrNoFixture):
		refuse(w, http.StatusNotFound, err.Error())
	case err != nil:
		refuse(w, http.StatusBadRequest, err.Error())
	default:
		done(w, r)
	}
}
