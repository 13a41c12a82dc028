package fast

import "math"

// request is what a request says, whatever its wire format. Its slices are valid only
// until the request's body is released.
type request struct {
	model      []byte // JSON-escaped; nil means none was named
	seed       []byte // as it stands in the request; nil means none
	caps       caps
	maxTokens  int // the smaller of caps
	n          int // choices, for each prompt
	stop       stops
	stream     bool
	usage      bool  // a stream ends with the usage
	noise      bool  // events are padded; means something only if noiseSet
	noiseSet   bool  // the request says whether they are
	store      bool  // the answer can be retrieved later
	echo       bool  // the prompt comes back in front of the answer
	dimensions int   // of an embedding; 0 means the model's own
	base64     bool  // embeddings are base64
	media      media // of what is to be moderated
}

// caps are the most tokens that a choice may have. A format may have two names for it.
type caps struct{ tokens, completionTokens int }

func (q *request) reset() {
	q.model, q.seed = nil, nil
	q.caps = caps{math.MaxInt, math.MaxInt}
	q.maxTokens, q.n = math.MaxInt, 1
	q.stream, q.store, q.echo = false, false, false
	q.dimensions, q.base64, q.media = 0, false, 0
	q.resetStreamOptions()
	q.stop.reset()
}

func (q *request) resetStreamOptions() {
	q.usage, q.noise, q.noiseSet = usageAbsent, noiseAbsent, false
}

// What stream_options mean where they are absent.
const (
	usageAbsent = false
	noiseAbsent = false
)

// padded tells whether events are padded, as they are otherwise where the request
// leaves it open.
func (q *request) padded(otherwise bool) bool {
	if q.noiseSet {
		return q.noise
	}
	return otherwise
}
