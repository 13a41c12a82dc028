package fast

import (
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/enginemetrics"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/ratelimit"
)

// Allowance limits requests and tokens per minute, and how many requests are answered at
// once.
type Allowance = ratelimit.Allowance

// EngineMetrics names the metrics of an inference server to show besides.
type EngineMetrics = enginemetrics.Config

// FailFirst makes the first N requests of each session fail and the others succeed.
type FailFirst = behavior.FailFirst

// StartupDelay is how long after the start a server answers with 503, like one that loads a
// model.
type StartupDelay = front.StartupDelay

// Shared is a RequestCtx.Conn that shares its connection with other answers, as in HTTP/2.
// A server must implement it so that a fault affects one answer only.
type Shared = inject.Shared
