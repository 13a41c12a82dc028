package engine

import "math"

// Request is the content of a request, whatever its wire format. Its slices are valid
// only until the request's body is released.
type Request struct {
	Model      []byte // JSON-escaped; nil means none was named
	Seed       []byte // as in the request; nil means none
	Caps       Caps
	MaxTokens  int // the minimum of Caps
	Window     int // the context window that the request asks for; 0 means the model's own
	MinTokens  int // at least so many, before stop sequences
	N          int // choices per prompt
	Stop       Stops
	Stream     bool
	Usage      bool  // the stream ends with the usage
	UsageSoFar bool  // with Usage: the other events have the usage so far
	Pad        bool  // events are padded; valid only if PadSet
	PadSet     bool  // the request sets Pad
	Store      bool  // the answer can be retrieved later
	Echo       bool  // the prompt comes before the answer
	IgnoreEnd  bool  // text goes on up to MaxTokens
	Base64     bool  // embeddings are base64
	Media      Media // of a moderation
	Tier       Tier  // that serves the request
	Dimensions int   // of an embedding; 0 means the model's default
}

// Tier is how fast a request is to be served.
type Tier uint8

// The tiers. UsualTier is that of a request that asks for none.
const (
	UsualTier Tier = iota
	TierFlex
	TierPriority
	TierPerformance // of Groq
	Tiers
)

// Caps are limits of the tokens of a choice. A format may have two parameters for it.
type Caps struct{ Tokens, CompletionTokens int }

func (q *Request) reset() {
	q.Model, q.Seed = nil, nil
	q.Caps = Caps{math.MaxInt, math.MaxInt}
	q.MaxTokens, q.N = math.MaxInt, 1
	q.MinTokens, q.IgnoreEnd, q.Window = 0, false, 0
	q.Stream, q.Store, q.Echo = false, false, false
	q.Dimensions, q.Base64, q.Media, q.Tier = 0, false, 0, UsualTier
	q.ResetStreamOptions()
	q.Stop.reset()
}

// ResetStreamOptions sets the defaults of stream_options.
func (q *Request) ResetStreamOptions() {
	q.Usage, q.UsageSoFar, q.Pad, q.PadSet = DefaultUsage, false, DefaultPad, false
}

// Defaults of stream_options.
const (
	DefaultUsage = false
	DefaultPad   = false
)

// Padded reports whether events are padded; otherwise is the default.
func (q *Request) Padded(otherwise bool) bool {
	if q.PadSet {
		return q.Pad
	}
	return otherwise
}
