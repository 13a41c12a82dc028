package front

import (
	"net/url"
	"slices"
	"strings"
)

// mask stands in place of what a journal must not tell.
const mask = "(masked)"

// secretWords are the words that end the names of headers and parameters with
// secret values, as in X-Goog-Api-Key, apiKey, access_token and Cookie.
var secretWords = []string{"key", "token", "secret", "password", "passwd", "authorization", "cookie", "credential", "credentials", "signature"}

// isSecret reports whether the value of a header or a parameter with that name is
// a secret.
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

// maskedURI is the URI of a request without passwords and the values of parameters
// that are secret.
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
