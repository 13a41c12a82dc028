package quirk

// Where is the kind of answer that a quirk applies to. It does nothing in others.
type Where uint8

const (
	Streams          Where = iota // server-sent events of any API
	ChatStreams                   // of chat completions
	Reasoning                     // chat streams that show reasoning
	ReasoningAnswers              // chat answers that show reasoning, streamed or not
	ToolStreams                   // chat streams that call tools, functions or custom ones
	FunctionStreams               // chat streams that call functions: a custom tool takes text, not JSON
	ToolAnswers                   // chat answers that call anything, streamed or not
	FunctionAnswers               // chat answers that call functions, streamed or not
	ChatAnswers                   // chat answers, streamed or not
	Embeddings                    // of OpenAI
	Answers                       // any answer
	Errors                        // instead of an answer, or the form of a fault's error
)

var whereNames = [...]string{
	Streams: "streams", ChatStreams: "chat streams", Reasoning: "chat streams with reasoning", ReasoningAnswers: "chat with reasoning",
	ToolStreams:     "chat streams with tool calls",
	FunctionStreams: "chat streams with function calls", ToolAnswers: "chat with tool calls", FunctionAnswers: "chat with function calls",
	ChatAnswers: "chat", Embeddings: "embeddings", Answers: "all answers", Errors: "errors",
}

func (w Where) String() string { return whereNames[w] }

// same means that the same arrives over WebSocket as over HTTP.
const same = "the same"

// catalogue lists all quirks. The field after the place over HTTP says what arrives over
// WebSocket, where events are messages and not lines.
var catalogue = [kinds]Info{
	NoSpace:          {"no-space", "no space behind data:", Streams, "", "openai/openai-python#559"},
	CRLF:             {"crlf", "lines end with CR LF", Streams, "", "hey-api/hey-api#3054"},
	CR:               {"cr", "lines end with CR alone", Streams, "", "a2aproject/a2a-js#714"},
	IDLines:          {"id-lines", "an id: line in each event", Streams, "", "openai/openai-python#3839"},
	RetryLines:       {"retry-lines", "a retry: line in each event", Streams, "", "openai/openai-go#555"},
	ControlEvents:    {"control-events", "events with retry: and id: only, without data", Streams, `{"type":"keepalive"} before each event`, "openai/openai-python#2722"},
	Comments:         {"comments", "a comment before each event", Streams, "a ping before each event", "openai/openai-go#621"},
	DataKeepalive:    {"data-keepalive", "data: : keepalive as an event", Streams, "a message : keepalive before each event", "anomalyco/opencode#50871"},
	MultiData:        {"multi-data", "the JSON of an event in several data: lines", Streams, "", "SamSaffron/term-llm#454"},
	NoFinalBlankLine: {"no-final-blank-line", "no blank line behind the last event, and no [DONE] in chat", Streams, "", "openai/openai-node#2725"},
	TypedError:       {"typed-error", "the fault error-event with the line event: error", Streams, "an event of type error", "openai/openai-python#2943"},
	BOM:              {"bom", "a byte order mark first", Answers, "in the first message of an answer", "openai/openai-python#3819"},
	Gzip:             {"gzip", "compressed with gzip, whatever was asked for", Answers, "", "mnutt/davros#94"},

	UsageEveryChunk:     {"usage-every-chunk", "usage so far in each chunk", ChatStreams, "", "ogx-ai/ogx#5122"},
	UsageUnasked:        {"usage-unasked", "a chunk with usage and empty choices, asked for or not", ChatStreams, "", "xinnan-tech/xiaozhi-esp32-server#734"},
	UsageWithoutChoices: {"usage-without-choices", "a chunk with usage that lacks choices", ChatStreams, "", "earendil-works/pi#1671"},
	UsageNullChoices:    {"usage-null-choices", "a chunk with usage whose choices are null", ChatStreams, "", "RooCodeInc/Roo-Code#9105"},
	UsageWithChoice:     {"usage-with-choice", "a chunk with usage and a choice with an empty delta", ChatStreams, "", ""},
	EmptyFirstChoices:   {"empty-first-choices", "a first chunk with empty choices", ChatStreams, "", "simonw/llm#294"},

	NoFinish:       {"no-finish", "finish_reason stays null", ChatAnswers, "the last event of an answer is missing", "anomalyco/opencode#43882"},
	EmptyFinish:    {"empty-finish", `finish_reason "" in place of null`, ChatStreams, "", "ollama/ollama#4357"},
	TwoFinishes:    {"two-finishes", "the chunk with finish_reason comes twice", ChatStreams, "the last event of an answer twice", "QwenLM/qwen-code#2403"},
	FinishWithText: {"finish-with-text", "finish_reason in the chunk with the last text", ChatStreams, "", "jeremychone/rust-genai#164"},
	MergedText:     {"merged-text", "all text in one delta", ChatStreams, same, ""},
	SingleChars:    {"single-chars", "one character in each delta", ChatStreams, same, "jeremychone/rust-genai#91"},

	RoleEvery:         {"role-every", "a role in each delta", ChatStreams, "", "BerriAI/litellm#9986"},
	RoleEmpty:         {"role-empty", `role "" in each delta but the first`, ChatStreams, "", "vercel/ai#15464"},
	NullContent:       {"null-content", "content null in each delta without text", ChatStreams, "", "khoj-ai/khoj#1370"},
	NullDelta:         {"null-delta", "delta null beside finish_reason", ChatStreams, "", "microsoft/agent-framework#5734"},
	ChangingIDs:       {"changing-ids", "another id in each chunk", ChatStreams, "other ids of responses and items in each event", "microsoft/foundry-local#144"},
	ReasoningWithText: {"reasoning-with-text", "the last reasoning and the first text in one delta", Reasoning, "", "lobehub/lobehub#19378"},
	ThinkTags:         {"think-tags", "reasoning in the content, between <think> and </think>", ReasoningAnswers, "", "OpenHands/OpenHands#8218"},

	StopForTools:     {"stop-for-tools", "finish_reason stop where tools are called", ToolAnswers, "", "BerriAI/litellm#12862"},
	ToolsNoIndex:     {"tools-no-index", "calls without index", ToolStreams, "", "openai/openai-python#3246"},
	ToolsEmptyID:     {"tools-empty-id", `id and name "" behind the first delta of a call`, ToolStreams, "", "anomalyco/opencode#37841"},
	ToolsWhole:       {"tools-whole", "name and arguments of a call in one delta", ToolStreams, "the input of a call in one delta", "agentjido/req_llm#801"},
	ToolsSplitEscape: {"tools-split-escape", "arguments cut within each of their escapes", FunctionStreams, same, "ggml-org/llama.cpp#22722"},
	ToolsObject:      {"tools-object", "arguments as an object, not as a string", FunctionAnswers, "", "ggml-org/llama.cpp#20198"},
	ToolsEmptyList:   {"tools-empty-list", "tool_calls [] in each delta with text", ChatStreams, "", "microsoft/vscode#330038"},

	UnorderedEmbeddings: {"unordered-embeddings", "embeddings in reverse order; index tells which is which", Embeddings, "", "pydantic/pydantic-ai#7284"},
	NestedError:         {"nested-error", "the error's envelope within another", Errors, same, "unkeyed/unkey#2387"},
	Error200:            {"error-200", "an error with status 200", Errors, "the same; Realtime has no status", "openai/openai-agents-python#2850"},
	HTMLError:           {"html-error", "an error as a page of HTML, such as proxies send", Errors, "the page as a message", "Significant-Gravitas/AutoGPT#944"},
}
