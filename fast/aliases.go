package fast

import (
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/ratelimit"
)

// Allowance is how many requests may come in a minute and be answered at once.
type Allowance = ratelimit.Allowance

// FailFirst makes the first N requests of each session fail and its others succeed.
type FailFirst = behavior.FailFirst

// Shared is what RequestCtx.Conn must be where an answer shares its connection
// with others, as under HTTP/2, for faults to happen to the answer alone.
type Shared = inject.Shared
