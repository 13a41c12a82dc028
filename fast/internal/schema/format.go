package schema

import (
	"math/rand/v2"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// format is a "format": how to generate text and how to check it.
type format struct {
	source *pattern
	valid  func(string) bool
}

// newFormat returns nil if the format is unknown.
func newFormat(name string) *format {
	expr := formatExpr(name)
	if expr == "" {
		return nil
	}
	source, _ := newPattern(expr)
	return &format{source, formatCheck(name, expr)}
}

// formatCheck returns a function that checks text against a format. Most accept more
// than formatExpr generates, so that a pattern may narrow it.
func formatCheck(name, expr string) func(string) bool {
	switch name {
	case "date-time":
		return layout(time.RFC3339)
	case "date":
		return layout(time.DateOnly)
	case "time":
		return func(s string) bool { return layout(time.RFC3339)("2020-01-01T" + s) }
	case "email", "idn-email":
		return func(s string) bool {
			address, err := mail.ParseAddress(s)
			return err == nil && address.Address == s && address.Name == ""
		}
	case "uri", "iri", "url":
		return func(s string) bool {
			u, err := url.Parse(s)
			return err == nil && u.IsAbs() && strings.IndexFunc(s, isNotURI) < 0
		}
	case "ipv4":
		return func(s string) bool { ip, err := netip.ParseAddr(s); return err == nil && ip.Is4() }
	case "ipv6":
		return func(s string) bool { ip, err := netip.ParseAddr(s); return err == nil && ip.Is6() && ip.Zone() == "" }
	case "uuid":
		expr = `[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`
	case "hostname", "idn-hostname":
		expr = `([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?`
	}
	return regexp.MustCompile("^(?:" + expr + ")$").MatchString
}

func layout(layout string) func(string) bool {
	return func(s string) bool { _, err := time.Parse(layout, s); return err == nil }
}

// isNotURI reports whether r may not occur in a URI.
func isNotURI(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }

// formatExpr returns a regular expression for strings of a "format" (JSON Schema
// Validation 2020-12, 7.3), or "" if it is unknown.
func formatExpr(format string) string {
	switch format {
	case "date-time":
		return `20[12]\d-(0[1-9]|1[0-2])-([01][1-9]|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ`
	case "date":
		return `20[12]\d-(0[1-9]|1[0-2])-([01][1-9]|2[0-8])`
	case "time":
		return `([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ`
	case "duration":
		return `PT[1-9]\d?M|PT[1-9]H|P[1-9]D|P[1-4]W|P[1-9]DT[1-9]H`
	case "email", "idn-email":
		return `(anna|ben|clara|david|emma|felix)\.(baker|fischer|jones|martin|silva)@example\.(com|org|net)`
	case "uuid":
		return `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	case "uri", "iri", "url", "uri-reference", "iri-reference", "uri-template":
		return `https://(www\.)?example\.(com|org|net)/(articles|docs|items|users)/[1-9]\d{0,3}`
	case "hostname", "idn-hostname":
		return `(api|mail|www|db[1-9])\.example\.(com|org|net)`
	case "ipv4":
		return `(10|192)(\.([1-9]\d?|1\d\d)){3}`
	case "ipv6":
		return `2001:db8(:[1-9a-f][0-9a-f]{0,3}){6}`
	case "json-pointer":
		return `/(items|users)/\d/(id|name|title)`
	case "relative-json-pointer":
		return `[0-3]/(id|name|title)`
	case "regex":
		return `\^\[a-z\]\+\$|\^\\d\{[1-9]\}\$`
	}
	return ""
}

// nameExpr returns a regular expression for the value of a property of that name, or
// "" for words. The end of a name counts: homeCity, user_email.
func nameExpr(name string) string {
	name = snake(name)
	for _, hint := range [...]struct{ end, expr string }{
		{"email", formatExpr("email")},
		{"url", formatExpr("uri")},
		{"uri", formatExpr("uri")},
		{"_date", formatExpr("date")},
		{"_time", formatExpr("time")},
		{"_timestamp", formatExpr("date-time")},
		{"_at", formatExpr("date-time")},
		{"_id", `[a-z]{3}_[0-9a-f]{8}`},
		{"city", `Amsterdam|Berlin|Boston|Cairo|Lima|London|Oslo|Paris|Tokyo|Toronto`},
		{"location", `Berlin, Germany|Boston, MA|London, UK|Paris, France|San Francisco, CA|Tokyo, Japan`},
		{"country", `Brazil|Canada|France|Germany|Italy|Japan|Kenya|Norway|Peru|Spain`},
		{"language", `English|French|German|Hindi|Italian|Japanese|Portuguese|Spanish`},
		{"currency", `CHF|EUR|GBP|JPY|USD`},
		{"color", `black|blue|green|orange|purple|red|white|yellow`},
		{"phone", `\+1-555-01\d\d`},
		{"authors", people},
		{"participants", people},
		{"author", people},
		{"full_name", people},
		{"._name", people}, // the whole name: table_name is not a person
	} {
		if strings.HasSuffix(name, hint.end) {
			return hint.expr
		}
	}
	return ""
}

const people = `Anna Baker|Ben Jones|Clara Silva|David Martin|Emma Fischer|Felix Wong`

// snake returns the words of name in lower case, each after an underscore, and a
// period at the beginning.
func snake(name string) string {
	s := []byte("._")
	for i := range len(name) {
		c := name[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
			if i > 0 && 'a' <= name[i-1] && name[i-1] <= 'z' {
				s = append(s, '_')
			}
		}
		s = append(s, c)
	}
	return string(s)
}

// appendPhrase appends a few words, cut to fit.
func appendPhrase(dst []byte, r *rand.Rand, least, most int) []byte {
	start := len(dst)
	for n := 2 + r.IntN(3); n > 0 || len(dst)-start < least; n-- {
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = appendWord(dst, r)
	}
	if len(dst)-start > most {
		dst = dst[:start+most]
		if most > 0 && dst[len(dst)-1] == ' ' {
			dst[len(dst)-1] = 's'
		}
	}
	return dst
}

func appendWord(dst []byte, r *rand.Rand) []byte { return append(dst, words[r.IntN(len(words))]...) }

// words are ASCII, so each byte is a character and nothing needs escaping.
var words = [...]string{
	"able", "amber", "autumn", "balance", "basic", "bridge", "bright", "brief", "calm", "careful",
	"center", "change", "clear", "cloud", "common", "corner", "daily", "design", "detail", "early",
	"effect", "energy", "even", "evening", "example", "field", "final", "first", "focus", "forest",
	"future", "garden", "gentle", "global", "growth", "harbor", "idea", "journey", "kind", "lake",
	"light", "local", "market", "method", "modern", "morning", "motion", "narrow", "note", "ocean",
	"open", "order", "path", "pattern", "plain", "plan", "point", "quiet", "rapid", "reason",
	"report", "result", "river", "season", "signal", "simple", "single", "small", "smooth", "solid",
	"source", "spring", "stable", "steady", "stone", "story", "summer", "system", "thread", "travel",
	"update", "useful", "valley", "value", "view", "warm", "wide", "winter", "wonder", "world",
}
