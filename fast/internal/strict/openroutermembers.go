package strict

import (
	"math"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/skim"
)

// openRouterProvider checks which providers a request prefers.
func openRouterProvider() rule {
	sorts := oneOf("price", "throughput", "latency", "exacto")
	cutoffs := decimal(math.Inf(-1), math.Inf(1))
	percentiles := union(numberOr(open(parameter{"p50", cutoffs}, parameter{"p75", cutoffs}, parameter{"p90", cutoffs}, parameter{"p99", cutoffs}).rule))
	return object(nil,
		parameter{"allow_fallbacks", aBool},
		parameter{"require_parameters", aBool},
		parameter{"data_collection", oneOf("deny", "allow")},
		parameter{"zdr", aBool},
		parameter{"enforce_distillable_text", aBool},
		parameter{"order", listOfTexts()},
		parameter{"only", listOfTexts()},
		parameter{"ignore", listOfTexts()},
		parameter{"quantizations", list("an array of strings", 0, math.MaxInt,
			oneOf("int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown"))},
		parameter{"sort", union(stringOr(sorts, open(parameter{"by", sorts}, parameter{"partition", oneOf("model", "none")}).rule))},
		parameter{"max_price", anObject},
		parameter{"preferred_min_throughput", percentiles},
		parameter{"preferred_max_latency", percentiles},
	).rule
}

// numberOr accepts numbers, and checks all other values with other.
func numberOr(other rule) rule {
	return func(v *Validator, raw []byte) *apierr.Error {
		if kindOf(raw) == skim.Number {
			return nil
		}
		return other(v, raw)
	}
}

// openRouterPlugin checks a plugin.
func openRouterPlugin() rule {
	enabled := parameter{"enabled", aBool}
	parsers := union(oneOf("mistral-ocr", "native", "cloudflare-ai", "pdf-text"))
	models := list("an array of strings", 0, 1024, atMost(1024))
	auto := open(enabled, parameter{"allowed_models", models}, parameter{"excluded_models", models},
		parameter{"cost_quality_tradeoff", integer(0, 10)}, parameter{"cost_tier", oneOf("low", "medium", "high", "xhigh", "max")})
	return variants("id",
		variant{"auto-router", auto.with(parameter{"pin_model", aBool})},
		variant{"auto-beta-router", auto},
		variant{"moderation", open()},
		variant{"web", open(enabled,
			parameter{"engine", oneOf("native", "exa", "firecrawl", "parallel", "perplexity")},
			parameter{"max_results", integer(math.MinInt, math.MaxInt)},
			parameter{"max_uses", integer(math.MinInt, math.MaxInt)},
			parameter{"mode", oneOf("instant", "fast", "auto", "deep-lite", "deep", "deep-reasoning", "turbo", "basic", "advanced")},
			parameter{"search_prompt", aString},
			parameter{"include_domains", listOfTexts()},
			parameter{"exclude_domains", listOfTexts()},
			parameter{"user_location", anObject},
		)},
		variant{"web-fetch", open(
			parameter{"allowed_domains", listOfTexts()},
			parameter{"blocked_domains", listOfTexts()},
			parameter{"max_uses", integer(math.MinInt, math.MaxInt)},
			parameter{"max_content_tokens", integer(math.MinInt, math.MaxInt)},
		)},
		variant{"file-parser", open(enabled, parameter{"pdf", open(parameter{"engine", parsers}).rule})},
		variant{"response-healing", open(enabled)},
		variant{"context-compression", open(enabled, parameter{"engine", oneOf("middle-out")})},
		variant{"pareto-router", open(enabled,
			parameter{"max_price", decimal(0, math.Inf(1))},
			parameter{"min_coding_score", decimal(0, 1)},
			parameter{"price_source", oneOf("prompt", "weighted_avg")},
		)},
		variant{"fusion", open(enabled,
			parameter{"analysis_models", list("an array of strings", 1, 8, aString)},
			parameter{"max_tool_calls", integer(1, 16)},
			parameter{"model", aString},
			parameter{"preset", oneOf("general-high", "general-budget", "general-fast")},
			parameter{"tools", list("an array of objects", 0, math.MaxInt, anObject)},
		)},
	)
}

// openRouterStops checks when OpenRouter stops calling its own tools.
func openRouterStops() rule {
	stop := func(name, member, kind string, check rule) variant {
		return variant{name, open(parameter{member, check}).missingFirst(absent(wanted{member, kind}))}
	}
	count := integer(math.MinInt, math.MaxInt)
	return variants("type",
		stop("step_count_is", "step_count", "number", count),
		stop("has_tool_call", "tool_name", "string", textLimits{least: 1}.rule),
		stop("max_tokens_used", "max_tokens", "number", count),
		stop("max_cost", "max_cost_in_dollars", "number", decimal(math.Inf(-1), math.Inf(1))),
		stop("finish_reason_is", "reason", "string", textLimits{least: 1}.rule),
	)
}
