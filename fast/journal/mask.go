package journal

import (
	"net/url"
	"slices"
	"strings"
)

// Mask replaces secrets in the journal.
const Mask = "(masked)"

// secretWords are endings of words in the names of headers and parameters whose values
// are secret, as in X-Goog-Api-Key, apiKey, access_token and Cookie.
var secretWords = []string{"key", "token", "secret", "password", "passwd", "authorization", "cookie", "credential", "credentials", "signature"}

// IsSecret reports whether the value of a header or parameter of that name is secret.
func IsSecret(name string) bool {
	name = strings.ToLower(name)
	if name == "idempotency-key" || name == "sec-websocket-key" || strings.HasPrefix(name, "x-mock-") {
		return false
	}
	if name == "sec-websocket-protocol" { // browsers send their key in it
		return true
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		if word == "sig" || word == "auth" || word == "jwt" || slices.ContainsFunc(secretWords, func(secret string) bool { return strings.HasSuffix(word, secret) }) {
			return true
		}
	}
	return false
}

// MaskedURI returns the URI of a request with passwords and the values of secret
// parameters masked.
func MaskedURI(uri string) string {
	path, query, hasQuery := strings.Cut(uri, "?")
	if scheme, rest, absolute := strings.Cut(path, "://"); absolute {
		authority, _, _ := strings.Cut(rest, "/")
		if at := strings.LastIndexByte(authority, '@'); at >= 0 {
			path = scheme + "://" + Mask + rest[at:]
		}
	}
	if !hasQuery {
		return path
	}
	parameters := strings.Split(query, "&")
	for i, parameter := range parameters {
		name, _, _ := strings.Cut(parameter, "=")
		if plain, err := url.QueryUnescape(name); err != nil || IsSecret(plain) {
			parameters[i] = name + "=" + Mask
		}
	}
	return path + "?" + strings.Join(parameters, "&")
}
