package enginemetrics

import "time"

// Request records one request. It is reused: each request goes from Begin to End. The zero
// value records nothing.
type Request struct {
	recorder *Recorder // nil if nothing is recorded
	model    *Model
	shard    uint32 // plus 1; 0 before the first request, then never changed

	start  time.Time     // of the request
	queued time.Duration // in the admission queue
	first  time.Duration // from start to the first token; 0 before it
	last   time.Duration // from start to the tokens written last

	prompt, cached int
	sent           int   // tokens of a paced stream sent so far
	begun          int   // its choices of which a token has been sent
	blocks         int64 // of the KV cache
	streamed       bool
	paced          bool // Write has recorded the tokens
	answered       bool
	aborted        bool
}

// Begin begins to record a request to m that arrived at start and was in the queue for a
// while.
func (q *Request) Begin(r *Recorder, m *Model, start time.Time, wait time.Duration) {
	if q.shard == 0 {
		q.shard = r.next.Add(1)%shards + 1
	}
	*q = Request{recorder: r, model: m, shard: q.shard, start: start, queued: wait}
	m.ask()
	m.live[q.shard-1].requests.Add(1)
}

// On reports whether the request is recorded.
func (q *Request) On() bool { return q != nil && q.recorder != nil }

// Prompt records the tokens of the prompt, and how many of them a cache has.
func (q *Request) Prompt(tokens, cached int) {
	q.prompt, q.cached = tokens, cached
	q.hold(tokens)
}

// hold makes the request hold the blocks for that many tokens.
func (q *Request) hold(tokens int) {
	size := q.recorder.sources.BlockSize
	if more := int64((tokens+size-1)/size) - q.blocks; more != 0 {
		q.blocks += more
		q.model.live[q.shard-1].blocks.Add(more)
	}
}

// Answer records that an answer is about to be written.
func (q *Request) Answer(streamed bool) { q.answered, q.streamed = true, streamed }

// Abort records that the client has left before the end.
func (q *Request) Abort() { q.aborted = true }

// First records that the first token was there after a time since the queue.
func (q *Request) First(after time.Duration) { q.first = max(1, q.queued+after) }

// Write records that events of a stream have been written. If it is paced, they have that
// many tokens of one of the open choices.
func (q *Request) Write(paced bool, tokens, open int) {
	now := time.Since(q.start)
	if q.first == 0 {
		q.first, q.last = max(1, now), now
	}
	q.paced = q.paced || paced
	if !paced || tokens <= 0 {
		return
	}
	r, gaps := q.recorder, tokens
	if q.begun < open { // the first token of a choice follows none
		q.begun++
		gaps--
	}
	c := r.of(q.model.counted, q.shard-1, true)
	if gaps > 0 {
		each := int64(now-q.last) * int64(max(1, open)) / int64(gaps) // choices take turns
		c.histograms[interToken].add(r.style.bounds[interToken], each, gaps)
	}
	q.last = now
	q.sent += tokens
	c.generated.Add(uint64(tokens))
	q.hold(q.prompt + q.sent)
}

// Outcome is what an answer was.
type Outcome struct {
	Reason    Reason
	Tokens    int // generated for all choices together
	Choices   int
	MaxTokens int // that the request allows; 0 if it does not say
}

// End ends the record of a request.
func (q *Request) End(o Outcome) {
	live := &q.model.live[q.shard-1]
	switch c := q.recorder.of(q.model.counted, q.shard-1, q.streamed); {
	case q.answered:
		q.record(c, o)
	case o.Reason == Failed:
		c.finished[Failed].Add(1)
	}
	live.blocks.Add(-q.blocks)
	live.requests.Add(-1)
	q.recorder, q.model = nil, nil
}

// record counts an answer that has ended.
func (q *Request) record(c *counts, o Outcome) {
	took, tokens := time.Since(q.start), o.Tokens
	if q.aborted {
		if o.Reason = Abort; q.paced || q.first == 0 {
			tokens = q.sent
		}
	}
	if q.first == 0 || q.first > took {
		q.first = took
	}
	c.finished[o.Reason].Add(1)
	c.prompt.Add(uint64(q.prompt))
	c.cached.Add(uint64(q.cached))
	c.generated.Add(uint64(max(0, tokens-q.sent)))

	bounds := &q.recorder.style.bounds
	add := func(of quantity, value int64) { c.histograms[of].add(bounds[of], value, 1) }
	add(firstToken, int64(q.first))
	add(endToEnd, int64(took))
	add(queued, int64(q.queued))
	add(inference, int64(took-q.queued))
	add(prefill, int64(max(0, q.first-q.queued)))
	add(decode, int64(took-q.first))
	if after := tokens/max(1, o.Choices) - 1; after > 0 {
		mean := int64(took-q.first) / int64(after)
		add(perOutputToken, mean)
		if !q.paced {
			c.histograms[interToken].add(bounds[interToken], mean, tokens-max(1, o.Choices))
		}
	}
	if tokens > 0 {
		add(perToken, int64(took-q.queued)/int64(tokens))
	}
	add(promptTokens, int64(q.prompt))
	add(computedTokens, int64(q.prompt-q.cached))
	add(generatedTokens, int64(tokens))
	if o.MaxTokens > 0 {
		add(maxTokens, int64(o.MaxTokens))
	}
	add(choices, int64(max(1, o.Choices)))
}
