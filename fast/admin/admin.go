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

// New returns what answers under /_mock/. It is for those who run the server:
// Guard stands before it.
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
	if s.Journal() != nil {
		mux.HandleFunc("GET /_mock/requests", h.showRequests)
		mux.HandleFunc("DELETE /_mock/requests", answered(h.clearRequests, done))
	}
	return Guard(s, mux)
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
