package pool

import "math/rand/v2"

// writer composes sentences that read like an assistant's answer. It chooses the
// opening words by their length, so that a sentence and its separator are whole
// tokens.
type writer struct {
	r       *rand.Rand
	opening [CharsPerToken][]string // by length modulo CharsPerToken
	left    int                     // sentences left in the paragraph
}

func newWriter(r *rand.Rand) *writer {
	w := &writer{r: r, left: 3}
	for _, s := range openings {
		w.opening[len(s)%CharsPerToken] = append(w.opening[len(s)%CharsPerToken], s)
	}
	return w
}

// appendSentence appends a sentence with its full stop and its separator.
func (w *writer) appendSentence(dst []byte) []byte {
	var room [256]byte
	clause := w.appendClause(room[:0])
	separator, chars := " ", 1
	if w.left--; w.left < 0 {
		separator, chars = paragraph, 2
		w.left = 2 + w.r.IntN(4)
	}
	rest := (len(clause) + len(".") + chars) % CharsPerToken
	at := len(dst)
	dst = append(dst, w.pick(w.opening[(CharsPerToken-rest)%CharsPerToken])...)
	dst = append(dst, clause...)
	dst[at] -= 'a' - 'A'
	dst = append(dst, '.')
	return append(dst, separator...)
}

// appendClause appends the content of a sentence, in lower case.
func (w *writer) appendClause(dst []byte) []byte {
	switch w.r.IntN(7) {
	case 0:
		dst = w.appendStatement(append(append(dst, w.pick(conditions)...), ' '))
		return w.appendStatement(append(dst, ", "...))
	case 1:
		dst = w.appendStatement(dst)
		return w.appendStatement(append(append(dst, ' '), w.pick(links)...))
	case 2, 3:
		dst = w.appendStatement(dst)
		return append(append(dst, ' '), w.pick(tails)...)
	default:
		return w.appendStatement(dst)
	}
}

func (w *writer) appendStatement(dst []byte) []byte {
	dst = append(append(dst, w.pick(subjects)...), ' ')
	dst = append(append(dst, w.pick(verbs)...), ' ')
	return append(dst, w.pick(objects)...)
}

func (w *writer) pick(words []string) string { return words[w.r.IntN(len(words))] }
