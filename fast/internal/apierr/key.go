package apierr

import (
	"fmt"
	"strings"

	"github.com/valyala/fasthttp"
)

// NoKey says that a request carries no API key.
var NoKey = &Error{Status: fasthttp.StatusUnauthorized, Message: "You didn't provide an API key. " +
	"You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."}

// WrongKey returns the error for a key that is not accepted.
func WrongKey(key []byte) *Error {
	return &Error{Status: fasthttp.StatusUnauthorized, Code: "invalid_api_key", Key: string(key[max(len(key)-4, 0):]),
		Message: fmt.Sprintf("Incorrect API key provided: %s. You can find your API key at https://platform.openai.com/account/api-keys.", masked(key))}
}

// masked returns key as OpenAI shows it: the first eight characters, an asterisk for each
// that is hidden, the last four. A key too short to hide anything is shown as it is.
func masked(key []byte) string {
	const head, tail = 8, 4
	if len(key) <= head+tail {
		return string(key)
	}
	return string(key[:head]) + strings.Repeat("*", len(key)-head-tail) + string(key[len(key)-tail:])
}
