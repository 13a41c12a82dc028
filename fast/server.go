// Package fast answers the OpenAI API at the speed of the network. Handlers allocate
// nothing. Answers are cut from a read-only pool of articles and joined with fragments
// that were rendered at start.
//
//	s, err := fast.New(fast.Config{})
//	go s.Serve(listener)
package fast

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/fasthttp/router"

	"mock-openai/fast/batch"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/deliver"
	"mock-openai/fast/internal/enginemetrics"
	"mock-openai/fast/internal/exchange"
	"mock-openai/fast/internal/front"
	"mock-openai/fast/internal/inject"
	"mock-openai/fast/internal/memory"
	"mock-openai/fast/internal/observe"
	"mock-openai/fast/internal/promptcache"
	"mock-openai/fast/meter"
	"mock-openai/pool"
)

const serverName = "mock-openai"

// Server answers requests. It is safe for concurrent use.
type Server struct {
	config Config

	// Settings that can change while the server serves.
	changing sync.Mutex // held while one is replaced
	schedule atomic.Pointer[behavior.Schedule]
	limits   limits
	reply    *string // the text of every answer; nil for generated ones

	// The way of a request.
	router   *router.Router
	routes   *routes
	keys     front.Keys // empty if requests need no key
	pipeline *exchange.Pipeline
	content
	promptCache *promptcache.Cache // nil if prompts are not cached
	engine      *batch.Scheduler   // nil if none times answers
	pacing      deliver.Pacing
	injector    *inject.Injector

	memory      *memory.Budget // for long requests and answers
	connections connections
	ending      context.Context // done once Shutdown has begun
	end         context.CancelFunc

	meter         *meter.Meter
	observer      *observe.Observer
	engineMetrics *enginemetrics.Recorder // nil if there are none
}

// Pool returns the pool that answers are cut from.
func (s *Server) Pool() *pool.Pool { return s.pool }
