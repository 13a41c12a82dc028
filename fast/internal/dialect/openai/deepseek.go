package openai

import "mock-openai/fast/profile"

// AsDeepSeek returns families that answer in DeepSeek's form where no other is asked for.
func (f *Families) AsDeepSeek() *Families {
	own := &Families{Fingerprint: f.Fingerprint, list: f.list, accents: *f.accents.AsDeepSeek()}
	own.seen.Store(new(seenModels))
	return own
}

// AsDeepSeek returns accents of which DeepSeek's is the usual one.
func (all *Accents) AsDeepSeek() *Accents {
	own := *all
	own[profile.NoAccent] = own[profile.DeepSeek]
	return &own
}
