package engine

import "math"

// Request is what a request says, whatever its wire format. Its slices are valid only
// until the request's body is released.
type Request struct {
	Model      []byte // JSON-escaped; nil means none was named
	Seed       []byte // as it stands in the request; nil means none
	Caps       Caps
	MaxTokens  int // the smaller of caps
	N          int // choices, for each prompt
	Stop       Stops
	Stream     bool
	Usage      bool  // a stream ends with the usage
	Pad        bool  // events are padded; means something only if PadSet
	PadSet     bool  // the request says whether they are
	Store      bool  // the answer can be retrieved later
	Echo       bool  // the prompt comes back in front of the answer
	Dimensions int   // of an embedding; 0 means the model's own
	Base64     bool  // embeddings are base64
	Media      Media // of what is to be moderated
}

// Caps are the most tokens that a choice may have. A format may have two names for it.
type Caps struct{ Tokens, CompletionTokens int }

func (q *Request) reset() {
	q.Model, q.Seed = nil, nil
	q.Caps = Caps{math.MaxInt, math.MaxInt}
	q.MaxTokens, q.N = math.MaxInt, 1
	q.Stream, q.Store, q.Echo = false, false, false
	q.Dimensions, q.Base64, q.Media = 0, false, 0
	q.ResetStreamOptions()
	q.Stop.reset()
}

func (q *Request) ResetStreamOptions() {
	q.Usage, q.Pad, q.PadSet = UsageAbsent, NoiseAbsent, false
}

// What stream_options mean where they are absent.
const (
	UsageAbsent = false
	NoiseAbsent = false
)

// Padded tells whether events are padded, as they are otherwise where the request
// leaves it open.
func (q *Request) Padded(otherwise bool) bool {
	if q.PadSet {
		return q.Pad
	}
	return otherwise
}
