package openai

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/internal/decode"
	"mock-openai/fast/internal/render"
)

// appendVLLMError appends an error as vLLM 0.11 does, in one of its envelopes: the one of its
// handlers, FastAPI's, and {"error":"Unauthorized"} of the check of keys.
func appendVLLMError(dst []byte, e *apierr.Error, _ render.ID) []byte {
	given := e.Preset || e.OwnKind
	switch {
	case e.Status == fasthttp.StatusUnauthorized && !given:
		return append(dst, `{"error":"Unauthorized"}`...)
	case isNoRoute(e):
		return appendDetail(dst, e.Status)
	}
	w := vllmWords(e).of(e)
	var envelope struct {
		Error struct {
			Message string  `json:"message"`
			Type    string  `json:"type"`
			Param   *string `json:"param"`
			Code    int     `json:"code"`
		} `json:"error"`
	}
	envelope.Error.Message, envelope.Error.Type, envelope.Error.Code = w.message, w.kind, e.Status
	if e.Preset && e.Param != "" {
		envelope.Error.Param = &e.Param
	}
	return append(dst, render.MustMarshal(envelope)...)
}

// vllmWords returns the type of an error: a name for what the handlers of requests refuse,
// and the phrase of the status for all else.
func vllmWords(e *apierr.Error) words {
	switch {
	case e.NoModel != "":
		return words{message: fmt.Sprintf("The model `%s` does not exist.", e.NoModel), kind: "NotFoundError"}
	case e.Status == fasthttp.StatusNotFound:
		return words{kind: "NotFoundError"}
	case e.Status == fasthttp.StatusBadRequest && !isInvalid(e):
		return words{message: neutral(e), kind: "BadRequestError"}
	}
	return words{message: neutral(e), kind: cmp.Or(http.StatusText(e.Status), http.StatusText(http.StatusInternalServerError))}
}

// isInvalid reports whether the body of a request fails validation.
func isInvalid(e *apierr.Error) bool {
	return e.Status == fasthttp.StatusBadRequest && !e.Preset && (e.Param != "" || e.Unknown != nil || e == decode.ErrBadJSON || e == decode.ErrNotObject)
}

// isNoRoute reports whether no endpoint has the path, or none with the method.
func isNoRoute(e *apierr.Error) bool {
	return e.NoPath || e.Status == fasthttp.StatusMethodNotAllowed && !e.Preset
}

// appendDetail appends an error of FastAPI: {"detail":"Not Found"}.
func appendDetail(dst []byte, status int) []byte {
	return append(append(append(dst, `{"detail":"`...), http.StatusText(status)...), `"}`...)
}
