package verify

// hole is a part of a pattern that differs from answer to answer.
type hole struct {
	span
	filling
}

// filling is the kind of value in a hole.
type filling uint8

const (
	answerID filling = iota
	itemID
	sequenceNumber
	wholeText
	someText  // next piece of the text
	lastText  // all text that has not come yet
	freeText  // text that is not known
	anyNumber // number that is not checked
	anyTime   // the same, in a string
	anyPadding
	promptTokens
	completionTokens
	totalTokens
)

func (h *hole) isID() bool { return h.filling <= itemID }

// noted returns numbers with h, at its place in a document, appended if frames compare it.
func (h *hole) noted(numbers []hole, at, size int) []hole {
	if h.filling == anyNumber || h.filling == sequenceNumber {
		return append(numbers, hole{span{at, at + size}, h.filling})
	}
	return numbers
}
