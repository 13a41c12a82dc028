package cmd

import (
	"fmt"
	"math"

	"github.com/agnivade/levenshtein"
)

// maxTypos is how many letters of a name may be wrong.
const maxTypos = 2

// didYouMean returns a question with the name that word resembles most, or "" if it
// resembles none.
func didYouMean(word string, names []string) string {
	nearest, least := "", math.MaxInt
	for _, name := range names {
		if typos := levenshtein.ComputeDistance(word, name); typos <= maxTypos && typos < min(least, len(word)) {
			nearest, least = name, typos
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", nearest)
}
