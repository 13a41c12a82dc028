package verify

// Answers may be endless and contain anything. These bounds limit what is kept of each.
const (
	// moreText is how many bytes of wrong text are kept beyond twice the length of the
	// expected text. More would not help to find the cause.
	moreText = 1 << 20
	// morePieces is how many pieces of wrong text are kept beyond one for each byte of the
	// expected text.
	morePieces = 1 << 16
	// mostHoles is how many unreadable events have their places remembered.
	mostHoles = 1 << 16
	// mostChoices is how many choices are distinguished.
	mostChoices = 1 << 16
	// mostSpans is how many parts of a document are left unchecked. Known answers have ten.
	mostSpans = 64
	// mostOpaque is the length of the longest opaque event that is remembered.
	mostOpaque = 1 << 10
	// mostLearned is the length of the longest document that becomes a pattern.
	mostLearned = 1 << 20
	// mostSearched is how many pieces of a text are searched for in the texts of other
	// requests, and mostRuns how many runs of pieces are tried as the one that came twice.
	mostSearched = 64
	mostRuns     = 1 << 22
	// mostHalves is how many first answers to pairs of requests for vectors are remembered.
	mostHalves = 1 << 16
)
