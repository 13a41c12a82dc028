package front

import (
	"net/url"
	"slices"
	"strings"
)

// mask replaces secrets in the journal.
const mask = "(masked)"

// secretWords are endings of words in the names of headers and parameters whose values
// are secret, as in X-Goog-Api-Key, apiKey, access_token and Cookie.
var secretWords = []string{"key", "token", "secret", "password", "passwd", "authorization", "cookie", "credential", "credentials", "signature"}

// isSecret reports whether the value of a header or parameter of that name is secret.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	if name == "idempotency-key" || name == "sec-websocket-key" || strings.HasPrefix(name, "x-mock-") {
		return false
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		if word == "sig" || word == "auth" || word == "jwt" || slices.ContainsFunc(secretWords, func(secret string) bool { return strings.HasSuffix(word, secret) }) {
			return true
		}
	}
	return false
}

// maskedURI returns the URI of a request with passwords and the values of secret
// parameters masked.
func maskedURI(uri string) string {
	path, query, hasQuery := strings.Cut(uri, "?")
	if scheme, rest, absolute := strings.Cut(path, "://"); absolute {
		authority, _, _ := strings.Cut(rest, "/")
		if at := strings.LastIndexByte(authority, '@'); at >= 0 {
			path = scheme + "://" + mask + rest[at:]
		}
	}
	if !hasQuery {
		return path
	}
	parameters := strings.Split(query, "&")
	for i, parameter := range parameters {
		name, _, _ := strings.Cut(parameter, "=")
		if plain, err := url.QueryUnescape(name); err != nil || isSecret(plain) {
			parameters[i] = name + "=" + mask
		}
	}
	return path + "?" + strings.Join(parameters, "&")
}
