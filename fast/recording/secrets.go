package recording

import (
	"net/http"
	"net/url"
	"strings"

	"mock-openai/fast/journal"
)

// owners are parts of the names of headers that tell whose the key is.
var owners = []string{"organization", "organisation", "project", "account", "tenant", "subscription", "workspace"}

// isPrivate reports whether the value of a header is a secret, tells whose the key is, or
// belongs to a signature of AWS.
func isPrivate(name string) bool {
	lower := strings.ToLower(name)
	for _, owner := range owners {
		if strings.Contains(lower, owner) {
			return true
		}
	}
	return strings.HasPrefix(lower, "x-amz-") || journal.IsSecret(name)
}

// hopByHop are headers of a connection (RFC 9110, section 7.6.1),
// besides those that Connection names.
var hopByHop = []string{"Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// headersOf returns the headers to keep, with several values joined.
func headersOf(h http.Header) map[string]string {
	kept := map[string]string{}
	for name, values := range h {
		if !isPrivate(name) {
			kept[name] = strings.Join(values, ", ")
		}
	}
	for _, name := range hopByHop {
		delete(kept, name)
	}
	for _, names := range h["Connection"] {
		for name := range strings.SplitSeq(names, ",") {
			delete(kept, http.CanonicalHeaderKey(strings.TrimSpace(name)))
		}
	}
	return kept
}

// WithoutSecrets returns a path with its query, but without parameters that are secret.
func WithoutSecrets(uri string) string {
	path, query, found := strings.Cut(uri, "?")
	if !found {
		return path
	}
	var kept []string
	for parameter := range strings.SplitSeq(query, "&") {
		if !isSecretParameter(parameter) {
			kept = append(kept, parameter)
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + strings.Join(kept, "&")
}

func isSecretParameter(parameter string) bool {
	name, _, _ := strings.Cut(parameter, "=")
	plain, err := url.QueryUnescape(name)
	return err != nil || journal.IsSecret(plain) || strings.HasPrefix(strings.ToLower(plain), "x-amz-")
}
