// Package admin changes a running server over HTTP: how its models answer, the faults of
// the next requests, and the scenario. It also serves a live page.
package admin

import (
	"bytes"
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
	"mock-openai/fast/quirk"
)

// maxBody is the longest request body in bytes.
const maxBody = 1 << 20

// handler is the admin interface of one server.
type handler struct {
	server   *fast.Server
	changing sync.Mutex // held from reading the settings to replacing them
}

// New returns the handler for paths below /_mock/: a live page to watch and change the
// server, and the admin interface that it uses. Guard protects the interface. If the server
// has a journal, the journal keeps answers from now on.
func New(s *fast.Server) http.Handler {
	h := &handler{server: s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_mock/config", h.showConfig)
	mux.HandleFunc("PATCH /_mock/config", answered(h.changeConfig, h.showConfig))
	mux.HandleFunc("POST /_mock/reset", answered(h.reset, done))
	mux.HandleFunc("POST /_mock/restore", answered(h.restore, done))
	mux.HandleFunc("GET /_mock/reply", h.showReply)
	mux.HandleFunc("POST /_mock/reply", answered(h.startReply, h.showReply))
	mux.HandleFunc("DELETE /_mock/reply", answered(h.endReply, h.showReply))
	mux.HandleFunc("POST /_mock/next", answered(h.failNext, done))
	mux.HandleFunc("GET /_mock/scenario", h.showPhase)
	mux.HandleFunc("POST /_mock/scenario", answered(h.startScenario, h.showPhase))
	mux.HandleFunc("DELETE /_mock/scenario", answered(h.endScenario, h.showPhase))
	mux.HandleFunc("GET /_mock/fixtures", h.showFixtures)
	mux.HandleFunc("POST /_mock/fixtures", h.addFixtures)
	mux.HandleFunc("DELETE /_mock/fixtures", h.removeFixtures)
	mux.HandleFunc("DELETE /_mock/fixtures/{name...}", h.removeFixtures)
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

// found passes requests to mux. It answers requests that mux has no handler for with the
// error envelope.
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

// unknownPath is a ResponseWriter that keeps only the headers, for the Allow header of a
// mux that has no handler.
type unknownPath struct{ header http.Header }

func (u *unknownPath) Write(p []byte) (int, error) { return len(p), nil }
func (u *unknownPath) WriteHeader(int)             {}
func (u *unknownPath) Header() http.Header {
	if u.header == nil {
		u.header = http.Header{}
	}
	return u.header
}

// answered returns a handler that calls do with the request body. It answers with the error
// of do, or calls then if there is none.
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

// refuseSetting answers with err, and names the wrong setting in param.
func refuseSetting(w http.ResponseWriter, err error) {
	var wrong *profile.SettingError
	if errors.As(err, &wrong) {
		refuseParam(w, http.StatusBadRequest, err.Error(), wrong.Setting.Name)
		return
	}
	refuse(w, http.StatusBadRequest, err.Error())
}

func refuse(w http.ResponseWriter, status int, message string) { refuseParam(w, status, message, nil) }

// refuseParam answers with the error envelope of the API. param is a string or nil.
func refuseParam(w http.ResponseWriter, status int, message string, param any) {
	show(w, status, map[string]any{"error": map[string]any{
		"message": message, "type": "invalid_request_error", "param": param, "code": nil,
	}})
}

func show(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // fails only if the client is gone
}

func done(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// reset resets all counters.
func (h *handler) reset([]byte) error { return h.server.Reset() }

// restore also takes back all changes of settings.
func (h *handler) restore([]byte) error {
	h.changing.Lock()
	defer h.changing.Unlock()
	return h.server.Restore()
}

// startReply reads the text of every answer from now on.
func (h *handler) startReply(body []byte) error { return h.server.Reply(string(body)) }

func (h *handler) endReply([]byte) error {
	h.server.EndReply()
	return nil
}

// showReply shows the text of every answer, null if answers are generated.
func (h *handler) showReply(w http.ResponseWriter, _ *http.Request) {
	var reply *string
	if text, ok := h.server.Replying(); ok {
		reply = &text
	}
	show(w, http.StatusOK, map[string]any{"reply": reply})
}

// failNext reads {"count": 3, "fault": "error:status=503"}. A quirk may be with the fault, or
// in place of it.
func (h *handler) failNext(body []byte) error {
	next := struct {
		Count        int
		Fault, Quirk string
	}{Count: 1}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&next)
	if _, end := decoder.Token(); err == nil && end != io.EOF {
		err = errMore
	}
	if err != nil {
		return fmt.Errorf(`body must be a JSON object such as {"count": 3, "fault": "error:status=503"}: %w`, err)
	}
	if next.Fault == "" && next.Quirk == "" {
		return errors.New(`body must name a fault or a quirk, as in {"count": 3, "fault": "error:status=503"}`)
	}
	var spec fault.Spec
	var quirks quirk.Set
	if next.Quirk != "" {
		quirks, err = quirk.ParseSet(next.Quirk)
	}
	if err == nil && next.Fault != "" {
		spec, err = fault.Parse(next.Fault)
	}
	if err != nil {
		return err
	}
	return h.server.AnswerNext(next.Count, spec, quirks)
}

// startScenario reads the name of a built-in scenario, or a scenario in YAML as in a file.
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

// showRequests shows the last requests, oldest first. The query may select a dialect, a
// model, a method or a path.
func (h *handler) showRequests(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	selected := slices.DeleteFunc(h.server.Journal().Last(), func(e journal.Entry) bool {
		path, _, _ := strings.Cut(e.Path, "?")
		return differs(query, "dialect", e.Dialect) || differs(query, "method", e.Method) || differs(query, "model", e.Model) ||
			differs(query, "path", e.Path) && differs(query, "path", path)
	})
	show(w, http.StatusOK, map[string]any{"requests": selected, "dropped": h.server.Journal().Dropped()})
}

// differs reports whether a query selects another value.
func differs(query url.Values, name, value string) bool {
	return query.Has(name) && query.Get(name) != value
}

func (h *handler) clearRequests([]byte) error {
	h.server.Journal().Clear()
	return nil
}
