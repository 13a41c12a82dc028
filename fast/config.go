package fast

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"time"

	"mock-openai/fast/fault"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
	"mock-openai/pool"
)

// Defaults of Config.
const (
	DefaultTokenMean       = 256
	DefaultTokenStddev     = 64
	DefaultStreamTokensMin = 1
	DefaultStreamTokensMax = 64
	DefaultMaxBody         = 32 << 20
	DefaultOverloadStatus  = 503
)

// DefaultModels are the models that GET /v1/models lists.
var DefaultModels = []string{
	"gpt-4-mock", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-5", "gpt-5-mini",
	"gpt-3.5-turbo-instruct", "text-embedding-3-small", "text-embedding-3-large", openai.ModerationModel,
}

// Config says what a Server answers. The zero value is usable: it serves what
// `mock-openai` without flags serves.
type Config struct {
	Answers     Answers
	Timing      Timing
	Limits      Limits
	Faults      Faults
	Transport   Transport
	Observation Observation
}

// Answers says what answers are made of. The zero value gives what `mock-openai` without
// flags gives.
type Answers struct {
	// Models are the names listed, each once, in their order; nil means
	// DefaultModels. A request may use any name, unless Strict is set; one that uses
	// none gets the first.
	Models []string
	// Tokens draws the length of an answer; the zero value means normal with
	// mean 256 and standard deviation 64.
	Tokens pool.Sampler
	// StreamTokensMin and StreamTokensMax bound the number of tokens in a
	// streamed event, which is drawn uniformly; 0 means 1 and 64.
	StreamTokensMin, StreamTokensMax int
	// ToolCallRate is how often an answer calls one of the tools that a request
	// leaves it free to call, 0..1; 0 means never.
	ToolCallRate float64
	// ReasoningTokens is the mean of the reasoning tokens that are counted before
	// an answer to chat at medium reasoning_effort; 0 means none at any.
	ReasoningTokens float64
	// Text is what answers are made of; the zero value is pool.Ascii. With pool.Rich
	// an event may have a few tokens more than StreamTokensMax, so that it does not
	// end inside a grapheme cluster.
	Text pool.Text
	// Echo makes every answer the text of the user's last message or the prompt,
	// as those of the model named echo are.
	Echo bool
	// Seed, if set, makes two servers of one configuration give the same
	// answers to the same sequence of requests; nil means random.
	Seed *uint64
	// Deterministic makes an answer depend on nothing but Seed, 0 if it is nil,
	// and the body of its request, ids and times included: a retry and a replica
	// of the same configuration give the same bytes. An Oracle knows them.
	Deterministic bool
	// Profiles are how those models answer that do not answer as the fields above
	// say; Server.SetProfiles replaces them.
	Profiles map[string]profile.Profile
	// NoOverrides ignores X-Mock- headers and the settings in names of models
	// that let a request choose how it is answered.
	NoOverrides bool
	// Articles is the number of articles in the pool; 0 means pool.DefaultArticles.
	Articles int
	// Pool, if set, is what answers are cut from in place of a pool of the server's
	// own, whatever Articles and Text say: servers of one process may share it.
	Pool *pool.Pool
	// Strict refuses what the real API refuses: what is unknown, missing, out of
	// range or in conflict in parameters, messages, items, tools and schemas, and
	// models that are not listed.
	Strict bool
}

// Timing says how long answers take. The zero value means no time at all.
type Timing struct {
	// ResponseDelay is the wait before each streamed event; 0 means none, and
	// nothing is flushed before the stream ends or a buffer is full.
	ResponseDelay time.Duration
	// Latency is the time that tokens take; the zero value means none.
	Latency latency.Model
	// Scenario, if set, changes all of it over time, from the start on.
	Scenario *profile.Scenario
	// LoadFactor is by how much latencies have grown when MaxConcurrency requests
	// are answered; 0 means 1, not at all.
	LoadFactor float64
	// StartupDelay is how long everything is answered with 503 at first.
	StartupDelay time.Duration
}

// Limits says who may ask, how much, and how much at once. The zero value bounds only
// the length of a body.
type Limits struct {
	// APIKeys are the keys of which a request to the API must carry one; none
	// means that any will do, and no key too.
	APIKeys []string
	// RPM and TPM are the requests and the tokens that each API key may have in a
	// minute, RPMTotal and TPMTotal those of all keys together; 0 means any number.
	// What is more is answered with 429.
	RPM, TPM, RPMTotal, TPMTotal int
	// MaxConcurrency is how many requests are answered at once, of those that ask
	// for something to be made up; 0 means any number. MaxQueue more wait for their
	// turn. What is above is answered with OverloadStatus, 429 or 503; 0 means 503.
	MaxConcurrency, MaxQueue, OverloadStatus int
	// MaxConns and MaxConnsPerIP are how many connections may be open, in all and
	// from one IP address; 0 means any number. What is more is closed at once. A
	// connection counts from the moment it is accepted, whatever is spoken on it.
	MaxConns, MaxConnsPerIP int
	// MaxBody is the longest request body in bytes; 0 means 32 MiB.
	MaxBody int
	// MaxMemory is how many bytes request bodies and answers may hold at a time, those
	// of up to 32 KiB aside; 0 means any number. What needs more is answered with 503.
	MaxMemory int64
}

// Faults says what goes wrong. The zero value means nothing.
type Faults struct {
	// Plan are what goes wrong with answers, and how often; nil means nothing.
	// A request's own seed has no say in what happens to it.
	Plan fault.Plan
	// FailFirst makes the first requests of every session fail; the zero value
	// means none.
	FailFirst behavior.FailFirst
}

// Transport says how the server speaks to clients. The zero value means HTTP/1.1 without
// TLS, and no timeouts.
type Transport struct {
	// ReadTimeout is how long a request that has begun may make the server wait
	// for its next byte, WriteTimeout how long a client may take nothing of its
	// answer, IdleTimeout how long a connection may be kept between requests, and
	// ReceiveTimeout how long a request may take from its first byte to its last. 0
	// means any time. They are kept to about a second.
	ReadTimeout, WriteTimeout, IdleTimeout, ReceiveTimeout time.Duration
	// CORS lets pages of every origin use the server.
	CORS bool
	// TLS, if set, is what connections are secured with, in TLS 1.2 or later; it
	// must hold or get a certificate. Clients choose between HTTP/2 and HTTP/1.1.
	TLS *tls.Config
	// H2C answers clients that speak HTTP/2 without TLS and without asking first,
	// beside those that speak HTTP/1.1.
	H2C bool
}

// Observation says who is told about requests. The zero value means that only
// GET /metrics tells.
type Observation struct {
	// Journal, if set, keeps every request.
	Journal *journal.Journal
	// Control, if set, makes what answers below /_mock/ for the server that it is
	// given, such as admin.New. It sees to it who may ask: API keys are up to it.
	Control func(*Server) http.Handler
	// PageURL is where the live page of the admin interface is, which a browser that
	// asks for / is told; empty means /_mock/ if Control is set, else nowhere.
	PageURL string
	// MetricsApart leaves GET /metrics to whoever serves Server.Metrics elsewhere.
	MetricsApart bool
	// Log, if set, gets what goes wrong in the server itself and, at debug level,
	// what fasthttp has to say of broken connections. Requests wait for it and for
	// AccessLog: what they write to should be a lines.Writer.
	Log *slog.Logger
	// AccessLog, if set, gets one record a request; that of a stream when it has
	// ended.
	AccessLog *slog.Logger
	// Unlogged, if set, is how many lines of both were dropped, for the metrics.
	Unlogged func() uint64
	// AccessLogRate is how many records a second AccessLog gets before only one
	// in 100 is written, and once a second how many were not; 0 means all.
	AccessLogRate int
}
