package skim

import (
	"encoding/json"
	"regexp"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var escapes = regexp.MustCompile(`\\(u[0-9a-fA-F]{4}|.)`)

// isJSON reports whether doc is valid JSON without bytes that are not UTF-8 and
// without lone surrogates. encoding/json decodes those as U+FFFD.
func isJSON(doc string) bool {
	if !utf8.ValidString(doc) || !json.Valid([]byte(doc)) {
		return false
	}
	half, halfEnd := rune(-1), 0 // the first half of a pair
	for _, at := range escapes.FindAllStringIndex(doc, -1) {
		unit := rune(-1)
		if doc[at[0]+1] == 'u' {
			n, _ := strconv.ParseUint(doc[at[0]+2:at[1]], 16, 16)
			unit = rune(n)
		}
		switch second := 0xdc00 <= unit && unit < 0xe000; {
		case half >= 0 && !(second && halfEnd == at[0]):
			return false
		case half >= 0:
			half = -1
		case second:
			return false
		case utf16.IsSurrogate(unit):
			half, halfEnd = unit, at[1]
		}
	}
	return half < 0
}
