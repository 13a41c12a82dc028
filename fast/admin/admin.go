// Package admin changes a running server over HTTP: how its models answer, what
// happens to the next requests, and the scenario.
package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"mock-openai/fast"
	"mock-openai/fast/fault"
	"mock-openai/fast/journal"
	"mock-openai/fast/profile"
)

// maxBody is the longest body in bytes.
const maxBody = 1 << 20

// handler answers for one server.
type handler struct {
	server   *fast.Server
	changing sync.Mutex // held from reading the settings until they are replaced
}

// New returns what answers under /_mock/: a page to watch and change the server with, and
// the interface below it. That is for those who run the server: Guard stands before it.
// If the server has a journal, that keeps answers from now on.
func New(s *fast.Server) http.Handler {
	h := &handler{server: s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_mock/config", h.showConfig)
	mux.HandleFunc("PATCH /_mock/config", answered(h.changeConfig, h.showConfig))
	mux.HandleFunc("POST /_mock/reset", answered(h.reset, done))
	mux.HandleFunc("POST /_mock/next", answered(h.failNext, done))
	mux.HandleFunc("GET /_mock/scenario", h.showPhase)
	mux.HandleFunc("POST /_mock/scenario", answered(h.startScenario, h.showPhase))
	mux.HandleFunc("DELETE /_mock/scenario", answered(h.endScenario, h.showPhase))
	mux.HandleFunc("GET /_mock/snapshot", h.showSnapshot)
	mux.HandleFunc("GET /_mock/names", h.showNames)
	if s.Journal() != nil {
		s.Journal().KeepAnswers()
		mux.HandleFunc("GET /_mock/requests/{id}", h.showRequest)
		mux.HandleFunc("GET /_mock/requests", h.showRequests)
		mux.HandleFunc("DELETE /_mock/requests", answered(h.clearRequests, done))
	}
	outer := http.NewServeMux()
	outer.Handle("/", Guard(s, found(mux)))
	servePage(outer)
	return outer
}

// found answers what mux has no handler for in the form of all errors.
func found(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		unknown := new(unknownPath)
		mux.ServeHTTP(unknown, r)
		if allow := unknown.Header().Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
			refuse(w, http.StatusMethodNotAllowed, "Not allowed to "+r.Method+" on "+r.URL.Path+".")
			return
		}
		refuse(w, http.StatusNotFound, "There is no "+r.URL.Path+" in the admin interface.")
	})
}

// unknownPath takes the answer of a mux that has no handler.
type unknownPath struct{ header http.Header }

func (u *unknownPath) Write(p []byte) (int, error) { return len(p), nil }
func (u *unknownPath) WriteHeader(int)             {}
func (u *unknownPath) Header() http.Header {
	if u.header == nil {
		u.header = http.Header{}
	}
	return u.header
}

// answered calls do and answers its error, or has then answer.
func answered(do func(body []byte) error, then http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err == nil {
			err = do(body)
		}
		if err != nil {
			refuseSetting(w, err)
			return
		}
		then(w, r)
	}
}

// refuseSetting says which setting is wrong.
func refuseSetting(w http.ResponseWriter, err error) {
	var wrong *profile.SettingError
	if errors.As(err, &wrong) {
		refuseParam(w, http.StatusBadRequest, err.Error(), wrong.Setting.Name)
		return
	}
	refuse(w, http.StatusBadRequest, err.Error())
}

func refuse(w http.ResponseWriter, status int, message string) { refuseParam(w, status, message, nil) }

// refuseParam answers with the envelope of the API. A param is a string or nil.
func refuseParam(w http.ResponseWriter, status int, message string, param any) {
	show(w, status, map[string]any{"error": map[string]any{
		"message": message, "type": "invalid_request_error", "param": param, "code": nil,
	}})
}

func show(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // an error of it is the client's
}

func done(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// reset has everything that is counted begin again.
func (h *handler) reset([]byte) error { return h.server.Reset() }

// failNext reads {"count": 3, "fault": "error:status=503"}.
func (h *handler) failNext(body []byte) error {
	next := struct {
		Count int
		Fault string
	}{Count: 1}
	if err := json.Unmarshal(body, &next); err != nil {
		return fmt.Errorf("count and fault are wanted: %w", err)
	}
	spec, err := fault.Parse(next.Fault)
	if err != nil {
		return err
	}
	return h.server.FailNext(next.Count, spec)
}

// startScenario reads the name of a scenario, or one as files have it.
func (h *handler) startScenario(body []byte) error {
	h.changing.Lock() // one file is parsed at a time
	defer h.changing.Unlock()
	var scenario *profile.Scenario
	var err error
	if name := strings.TrimSpace(string(body)); strings.ContainsAny(name, ":{\n") {
		scenario, err = profile.ReadScenario(body, h.server.Profile())
	} else {
		scenario, err = profile.BuiltinScenario(name, h.server.Profile())
	}
	if err != nil {
		return err
	}
	return h.server.StartScenario(scenario)
}

func (h *handler) endScenario([]byte) error { return h.server.StartScenario(nil) }

func (h *handler) showPhase(w http.ResponseWriter, _ *http.Request) {
	show(w, http.StatusOK, map[string]string{"phase": h.server.Phase()})
}

// showRequests tells the last requests, the oldest first: of those that the query asks
// for by dialect, model, method or path.
func (h *handler) showRequests(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	asked := slices.DeleteFunc(h.server.Journal().Last(), func(e journal.Entry) bool {
		return differs(query, "dialect", e.Dialect) || differs(query, "method", e.Method) ||
			differs(query, "path", e.Path) || query.Has("model") && differs(query, "model", modelOf(e.Body))
	})
	show(w, http.StatusOK, map[string]any{"requests": asked, "dropped": h.server.Journal().Dropped()})
}

// differs reports whether a query asks for another value.
func differs(query url.Values, name, value string) bool {
	return query.Has(name) && query.Get(name) != value
}

// modelOf is the model that a body names; empty if it names none.
func modelOf(body []byte) string {
	var request struct {
		Model string `json:"model"`
	}
	json.Unmarshal(body, &request) // a body that cannot be read names none
	return request.Model
}

func (h *handler) clearRequests([]byte) error {
	h.server.Journal().Clear()
	return nil
}
