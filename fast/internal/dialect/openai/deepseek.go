package openai

import (
	"github.com/valyala/fasthttp"

	"mock-openai/fast/internal/apierr"
	"mock-openai/fast/profile"
)

// AsDeepSeek returns families that answer in DeepSeek's form where no other is asked for.
func (f *Families) AsDeepSeek() *Families {
	own := &Families{Fingerprint: f.Fingerprint, list: f.list, accents: *f.accents.AsDeepSeek()}
	own.seen.Store(new(seenModels))
	return own
}

// AsDeepSeek returns accents whose usual format is DeepSeek's.
func (all *Accents) AsDeepSeek() *Accents {
	own := *all
	own[profile.NoAccent] = own[profile.DeepSeek]
	return &own
}

// balance is that of an account of DeepSeek, as its reference shows it.
var balance = []byte(`{"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"}]}`)

// Balance returns the balance of the account. No request changes it.
func Balance(*fasthttp.RequestCtx) ([]byte, *apierr.Error) { return balance, nil }
