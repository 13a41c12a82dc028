package bedrock

import (
	"strings"

	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// exception is the kind of an error in Bedrock's words.
type exception struct{ name, message string }

// exceptions are the kinds by status, with what they say if nothing more is known.
var exceptions = map[int]exception{
	400: {name: "ValidationException"},
	401: {"UnrecognizedClientException", badKeyMessage},
	403: {"AccessDeniedException", "You don't have access to the model with the specified model ID."},
	404: {"ResourceNotFoundException", "Could not resolve the foundation model from the provided model identifier."},
	408: {"ModelTimeoutException", "The model timed out while processing the request. Try your request again."},
	424: {"ModelErrorException", "The model could not process the request. Try your request again."},
	429: {"ThrottlingException", "Too many requests, please wait before trying again."},
	500: {"InternalServerException", "The system encountered an unexpected error during processing. Try your request again."},
	502: {name: "ServiceUnavailableException"},
	503: {"ServiceUnavailableException", "Bedrock is unable to process your request."},
	504: {name: "ServiceUnavailableException"},
	529: {name: "ServiceUnavailableException"},
}

// others are the exceptions that no status stands for.
var others = map[string]struct {
	status  int
	message string
}{
	"ModelNotReadyException":        {fasthttp.StatusTooManyRequests, notReadyMessage},
	"ModelStreamErrorException":     {fasthttp.StatusFailedDependency, exceptions[424].message},
	"ServiceQuotaExceededException": {fasthttp.StatusBadRequest, "Your request exceeds the service quota for your account."},
	"ConflictException":             {fasthttp.StatusBadRequest, "Error occurred because of a conflict while performing an operation."},
}

// named returns the error for the Bedrock exception that the kind of e names, or e if it
// names none. A status of e wins over the exception's, unless it is the usual one of
// errors.
func named(e *apierr.Error) *apierr.Error {
	name := upperFirst(e.Kind)
	status, message := 0, ""
	for _, of := range []int{400, 401, 403, 404, 408, 424, 429, 500, 503} {
		if exceptions[of].name == name {
			status, message = of, exceptions[of].message
		}
	}
	if other, ok := others[name]; ok {
		status, message = other.status, other.message
	}
	if status == 0 {
		return e
	}
	said := *e
	said.Kind = name
	if message != "" {
		said.Message = message
	} else {
		said.Message = apierr.OfStatus(status).Message
	}
	if e.Status == fasthttp.StatusInternalServerError {
		said.Status = status
	}
	return &said
}

func upperFirst(name string) string {
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}

func lowerFirst(name string) string {
	return strings.ToLower(name[:min(1, len(name))]) + name[min(1, len(name)):]
}

// nameOf returns the kind of e. A Code that names an exception is the kind itself.
func nameOf(e *apierr.Error) string {
	switch known, ok := exceptions[e.Status]; {
	case e.OwnKind && strings.HasSuffix(e.Kind, "Exception"):
		return e.Kind
	case strings.HasSuffix(e.Code, "Exception"):
		return e.Code
	case ok:
		return known.name
	case e.Status >= 500:
		return "InternalServerException"
	}
	return "ValidationException"
}

// streamed are the exceptions that a stream can end with, by status.
var streamed = map[int]string{
	400: "validationException", 408: "modelTimeoutException", 424: "modelStreamErrorException", 429: "throttlingException",
	500: "internalServerException", 502: "serviceUnavailableException", 503: "serviceUnavailableException",
	504: "serviceUnavailableException", 529: "serviceUnavailableException",
}

// streamedName returns the name of the exception that a stream ends with for e. Only those of
// InvokeModel know one for timeouts.
func streamedName(e *apierr.Error, converse bool) string {
	name := streamed[e.Status]
	if e.OwnKind && strings.HasSuffix(e.Kind, "Exception") {
		name = lowerFirst(e.Kind)
	}
	switch {
	case converse && name == streamed[fasthttp.StatusRequestTimeout]:
		return streamed[fasthttp.StatusFailedDependency]
	case name != "":
		return name
	case e.Status >= 500:
		return streamed[fasthttp.StatusInternalServerError]
	}
	return streamed[fasthttp.StatusBadRequest]
}
