package pool

// The vocabulary of the articles: plain ASCII, lower case, no full stops.

var openings = []string{
	"", "as a rule, ", "in short, ", "in practice, ", "to begin with, ", "first of all, ", "after that, ",
	"of course, ", "in general, ", "as it happens, ", "for this reason, ", "on the whole, ", "even so, ",
	"in the end, ", "once again, ", "by contrast, ", "at the same time, ", "in most cases, ", "as a result, ",
	"on a quiet day, ", "put simply, ", "more often, ", "before long, ", "as you would expect, ",
}

var subjects = []string{
	"the server", "a careful reader", "the first version", "a small team", "each request", "the old design",
	"a good answer", "the whole system", "an experienced engineer", "the weather", "a long river", "the library",
	"a simple rule", "the second chapter", "every experiment", "a patient gardener", "the local market",
	"the new schedule", "a quiet morning", "the method", "this approach", "the original question",
	"a short walk", "the harbour", "the committee", "an open window", "the measurement", "a clear example",
}

var verbs = []string{
	"explains", "depends on", "makes room for", "improves", "keeps", "leads to", "follows", "describes",
	"changes", "supports", "reveals", "needs", "brings together", "is close to", "gives shape to",
	"takes the place of", "reaches", "protects", "begins with", "says little about", "is built around",
	"gains from", "works well with", "stays ahead of",
}

var objects = []string{
	"the details", "a better result", "the next step", "an honest estimate", "the most common case",
	"a steady rhythm", "the needs of its users", "a surprising number of people", "the shape of the problem",
	"a second opinion", "the time it takes", "what was promised", "the cost of waiting", "a handful of examples",
	"the road ahead", "a familiar pattern", "the limits of memory", "one idea at a time", "the evidence",
	"a balanced view", "the rest of the work", "a warm meal", "the space between two events", "an older tradition",
}

var tails = []string{
	"in most situations", "without much effort", "from the very beginning", "over the years", "when it matters",
	"in a few minutes", "under a heavy load", "with some patience", "day after day", "on both sides",
	"for good reasons", "as far as anyone can tell", "at every level", "by the end of the week",
}

var conditions = []string{
	"when", "because", "although", "as soon as", "wherever", "while", "since", "even if",
}

var links = []string{
	"and ", "but ", "so ", "because ", "which means that ", "even though ", "while ", "and then ",
}
