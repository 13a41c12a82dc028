package verify

// Answers may go on for ever and contain anything. These bounds limit what is kept of one.
const (
	// moreText is how much is kept of text that differs, in bytes beyond twice what should
	// have come. More would tell no more of the cause.
	moreText = 1 << 20
	// morePieces is how many pieces of it are kept, beyond one for each byte that should have
	// come.
	morePieces = 1 << 16
	// mostHoles is how many events that cannot be read have their places remembered.
	mostHoles = 1 << 16
	// mostChoices is how many choices are told apart.
	mostChoices = 1 << 16
	// mostSpans is how many parts of a document are left unchecked. Known answers have ten.
	mostSpans = 64
	// mostOpaque is the length of the longest event without meaning that is remembered.
	mostOpaque = 1 << 10
	// mostLearned is the length of the longest document that becomes a pattern.
	mostLearned = 1 << 20
	// mostSearched is how many pieces of a text are looked for in the texts of other requests,
	// and mostRuns how many runs of pieces may be the one that came twice.
	mostSearched = 64
	mostRuns     = 1 << 22
	// mostHalves is for how many pairs of requests for vectors the first answer is remembered.
	mostHalves = 1 << 16
)
