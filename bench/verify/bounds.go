package verify

// Answers may go on for ever, and may say anything. What is kept of one has these bounds.
const (
	// moreText is how much is kept of text that differs, beyond twice what should have come.
	// It tells no more of the cause.
	moreText = 1 << 20
	// morePieces is in how many pieces, beyond one for each byte that should have come.
	morePieces = 1 << 16
	// mostHoles is of how many events that cannot be read it is kept where they were.
	mostHoles = 1 << 16
	// mostChoices is how many choices are told apart.
	mostChoices = 1 << 16
	// mostSpans is how many parts of a document are left unchecked. Known answers have ten.
	mostSpans = 64
	// mostOpaque is the longest event that says nothing and is remembered.
	mostOpaque = 1 << 10
	// mostLearned is the longest document that becomes a pattern.
	mostLearned = 1 << 20
	// mostSearched is how many pieces of a text are looked for in the texts of other requests,
	// and mostRuns how many runs of pieces may be the one that came twice.
	mostSearched = 64
	mostRuns     = 1 << 22
	// mostHalves is of how many pairs of requests for vectors the first answer is remembered.
	mostHalves = 1 << 16
)
