package openrouter

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
)

// The account and the key, in the form of OpenRouter's reference of 2026-11:
// https://openrouter.ai/docs/api/api-reference. The key has no limit.
var (
	credits = []byte(`{"data":{"total_credits":100,"total_usage":0}}`)
	key     = []byte(`{"data":{"label":"sk-or-v1-000...000","limit":null,"limit_remaining":null,"limit_reset":null,"include_byok_in_limit":false,` +
		`"usage":0,"usage_daily":0,"usage_weekly":0,"usage_monthly":0,"byok_usage":0,"byok_usage_daily":0,"byok_usage_weekly":0,"byok_usage_monthly":0,` +
		`"is_free_tier":false,"is_management_key":false,"is_provisioning_key":false,"creator_user_id":"user_000000000000000000000000000","expires_at":null,` +
		`"rate_limit":{"requests":-1,"interval":"10s","note":"This field is deprecated and safe to ignore."}}}`)
)

// Credits returns the credits of the account. No request uses them up.
func Credits(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return credits, nil }

// Key returns what is known of the key of the request, which is the same for all.
func Key(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return key, nil }
