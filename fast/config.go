package fast

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"time"

	"mock-openai/fast/batch"
	"mock-openai/fast/fault"
	"mock-openai/fast/internal/behavior"
	"mock-openai/fast/internal/dialect/openai"
	"mock-openai/fast/journal"
	"mock-openai/fast/latency"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
	"mock-openai/fast/recording"
	"mock-openai/pool"
)

// Defaults of Config.
const (
	DefaultTokenMean      = 256
	DefaultTokenStddev    = 64
	DefaultMaxBody        = 32 << 20
	DefaultOverloadStatus = 503
)

// DefaultModels are the models that GET /v1/models lists.
var DefaultModels = []string{
	"gpt-4-mock", "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-5", "gpt-5-mini",
	"gpt-3.5-turbo-instruct", "text-embedding-3-small", "text-embedding-3-large", openai.ModerationModel,
}

// Config says how a Server behaves. The zero value is usable: it behaves like
// `mock-openai` without flags.
type Config struct {
	Answers     Answers
	Timing      Timing
	Limits      Limits
	Faults      Faults
	Transport   Transport
	Observation Observation
}

// Answers says what answers contain. The zero value gives the answers of `mock-openai`
// without flags.
type Answers struct {
	// Models are the names that GET /v1/models lists, in this order and without
	// duplicates; nil means DefaultModels. Requests may use any name, unless Strict is
	// set. A request without a model gets the first.
	Models []string
	// Tokens draws the length of an answer in tokens; the zero value means a normal
	// distribution with mean 256 and standard deviation 64.
	Tokens pool.Sampler
	// Tokenizer, such as one of tokenizer.Open, says what a token is: prompts and answers
	// are counted, cut and streamed by its tokens. Nil means that every four characters
	// are a token.
	Tokenizer pool.Tokenizer
	// StreamTokensMin and StreamTokensMax limit the number of tokens in a streamed
	// event. It is drawn uniformly from them; 0 means 1 and 64, or 1 and 1 if
	// Timing.Latency gives tokens their times.
	StreamTokensMin, StreamTokensMax int
	// ContextWindow is how many tokens a prompt and its answer may have together; beyond
	// that, requests are refused as by the real API. 0 means the documented size of the
	// well-known models and no limit for others, profile.NoWindow no limit at all.
	ContextWindow int
	// Accent is the provider whose form completions and errors have. The zero value is
	// OpenAI's own.
	Accent profile.Accent
	// ToolCallRate is the share of answers that call a tool if the request leaves the
	// choice to the model, 0..1; 0 means none.
	ToolCallRate float64
	// ReasoningTokens is the mean number of reasoning tokens of a chat answer at medium
	// reasoning_effort; 0 means no reasoning tokens at any effort.
	ReasoningTokens float64
	// Text is the kind of text in answers; the zero value is pool.Ascii. With pool.Rich
	// an event may have a few tokens more than StreamTokensMax, so that it does not
	// end inside a grapheme cluster.
	Text pool.Text
	// Fixtures, if set, are preset answers to requests that match.
	Fixtures *Fixtures
	// FixturesOnly answers requests for text that match no fixture with 404.
	FixturesOnly bool
	// PromptCache is the size in bytes of a cache of prompt prefixes, which takes 32 bytes
	// for each block of 128 tokens; 0 means none. Cached tokens take no time to prefill and
	// are counted in the usage, where the API does so.
	PromptCache int64
	// Echo makes every answer repeat the user's last message or the prompt, like the
	// model named echo.
	Echo bool
	// Seed, if set, makes two servers with the same Config give the same answers to
	// the same sequence of requests; nil means a random seed.
	Seed *uint64
	// Deterministic makes an answer, with its ids and times, depend only on Seed and
	// the body of its request; a nil Seed means 0. A retry, or another server with the
	// same Config, gives the same bytes. An Oracle predicts them.
	Deterministic bool
	// Profiles are the profiles of single models, by name. They replace Config.Profile,
	// which all other models have. Server.SetProfiles changes them.
	Profiles map[string]profile.Profile
	// Replay, if set, answers requests with recorded answers. They come before generated
	// ones, and their bytes and times are those recorded. Faults, keys and limits apply.
	Replay *recording.Playback
	// NoOverrides ignores the X-Mock- headers and the settings in model names with
	// which requests can change how they are answered.
	NoOverrides bool
	// Articles is the number of articles in the pool; 0 means pool.DefaultArticles.
	Articles int
	// Pool, if set, is the pool that answers are cut from. Articles, Text and Tokenizer
	// are then ignored. Servers of one process may share it. Nil means a pool of its own.
	Pool *pool.Pool
	// Strict refuses what the real API refuses: anything unknown, missing, out of
	// range or contradictory in parameters, messages, items, tools and schemas, and
	// models that are not listed.
	Strict bool
}

// Timing says how long answers take. The zero value means no delay.
type Timing struct {
	// ResponseDelay is the wait before each streamed event; 0 means none. Without any
	// delay a stream is flushed only when a buffer is full and at its end.
	ResponseDelay time.Duration
	// Latency is the time that tokens take; the zero value means none.
	Latency latency.Model
	// Scenario, if set, changes how models answer over time. It starts with the server.
	Scenario *profile.Scenario
	// Engine, if set, simulates the batching of an inference server. It determines when
	// answers without a Latency are due: the more requests there are, the longer each
	// takes. Streamed events then hold one token, unless StreamTokensMax is set.
	Engine *batch.Config
	// LoadFactor is the latency multiplier when MaxConcurrency requests are being
	// answered; 0 means 1, no change.
	LoadFactor float64
	// StartupDelay is how long after its start the server answers requests with 503.
	StartupDelay StartupDelay
}

// Limits says which requests are refused. The zero value limits only the length of bodies.
type Limits struct {
	// APIKeys are the accepted API keys; none means that requests need no key.
	APIKeys []string
	// RPM and TPM are the requests and tokens per minute of each API key, RPMTotal and
	// TPMTotal those of all keys together; 0 means no limit. Requests above a limit
	// are answered with 429.
	RPM, TPM, RPMTotal, TPMTotal int
	// MaxConcurrency is how many requests for generated content are answered at once;
	// 0 means no limit. MaxQueue more wait for a slot. Others are answered with
	// OverloadStatus, 429 or 503; 0 means 503.
	MaxConcurrency, MaxQueue, OverloadStatus int
	// MaxConns and MaxConnsPerIP are how many connections may be open, in all and from
	// one IP address; 0 means no limit. Further ones are closed at once. A connection
	// counts from the moment it is accepted, whatever its protocol.
	MaxConns, MaxConnsPerIP int
	// MaxBody is the longest request body in bytes; 0 means 32 MiB.
	MaxBody int
	// MaxMemory is how many bytes request bodies and answers may hold at once; 0 means
	// no limit. Those of up to 32 KiB do not count. Requests that need more are
	// answered with 503.
	MaxMemory int64
}

// Faults says which faults are injected. The zero value means none.
type Faults struct {
	// Plan lists the faults of answers and their rates; nil means none. A request's
	// own seed does not influence its faults.
	Plan fault.Plan
	// FailFirst makes the first requests of every session fail; the zero value
	// means none.
	FailFirst behavior.FailFirst
	// Quirks are the quirks of answers and their rates; nil means none. A request's own
	// seed does not influence them.
	Quirks quirk.Plan
}

// Transport says how the server speaks to clients. The zero value means HTTP/1.1 without
// TLS, and no timeouts.
type Transport struct {
	// ReadTimeout is the longest wait for the next byte of a request, WriteTimeout the
	// longest time for which a client takes no byte of its answer, IdleTimeout the
	// longest time between requests on a connection, and ReceiveTimeout the longest
	// time from the first byte of a request to its last. 0 means no limit. Once
	// Shutdown has begun, 0 means 30s for the first two. They are accurate to about a second.
	ReadTimeout, WriteTimeout, IdleTimeout, ReceiveTimeout time.Duration
	// CORS lets pages of every origin use the server.
	CORS bool
	// TLS, if set, makes the server speak only TLS, in version 1.2 or later. It must
	// have Certificates or GetCertificate. Clients choose between HTTP/2 and HTTP/1.1.
	TLS *tls.Config
	// H2C also accepts cleartext HTTP/2 (prior knowledge).
	H2C bool
	// StreamWriter sends every stream through fasthttp's SetBodyStreamWriter, with two
	// goroutines for each. Otherwise one loop sends the paced streams of HTTP/2, and of
	// HTTP/1.1 without TLS, unless they have quirks, and only Handler on another server's
	// connections needs SetBodyStreamWriter. The events are the same, but several may share
	// a chunk.
	StreamWriter bool
	// RaiseGOMAXPROCS lets the server raise GOMAXPROCS by one while more than 1,000 events
	// a second wait for their time, on Linux. Then the loop that sends them has a thread to
	// itself, which saves up to a tenth of an event's processor time. It is meant for
	// processes that only serve.
	RaiseGOMAXPROCS bool
}

// Observation says how requests are logged, recorded and counted. The zero value means
// only GET /metrics.
type Observation struct {
	// Journal, if set, records every request.
	Journal *journal.Journal
	// Control, if set, makes the handler for the paths below /_mock/ of a server, such
	// as admin.New. The handler itself must check API keys.
	Control func(*Server) http.Handler
	// PageURL is the URL of the admin interface's live page. A browser that opens /
	// gets a link to it. Empty means /_mock/ if Control is set, and otherwise no link.
	PageURL string
	// MetricsApart removes GET /metrics, for servers that serve Server.Metrics on
	// another port.
	MetricsApart bool
	// EngineMetrics, if it has a style, also shows the metrics of an inference server such
	// as vLLM, and answers what its routers ask for.
	EngineMetrics EngineMetrics
	// Log, if set, gets errors of the server itself and, at debug level, what fasthttp
	// reports about broken connections. Log and AccessLog must not block, as requests
	// wait for them: both should write to a lines.Writer.
	Log *slog.Logger
	// AccessLog, if set, gets one record per request. That of a stream comes at its end.
	AccessLog *slog.Logger
	// Unlogged, if set, returns how many lines of both logs were dropped, for the
	// metrics.
	Unlogged func() uint64
	// AccessLogRate is how many records AccessLog gets per second. Above that it gets
	// 1 in 100, and once a second the number of dropped records; 0 means no limit.
	AccessLogRate int
}
