package fast

import (
	"fmt"

	"mock-openai/pool"
)

// pool is what answers of up to most tokens are cut from.
func (c Config) pool(most int, seed uint64) (*pool.Pool, error) {
	if p := c.Answers.Pool; p != nil {
		if most > p.MaxTokens() {
			return nil, fmt.Errorf("answers of %d tokens are longer than the %d of the pool", most, p.MaxTokens())
		}
		return p, nil
	}
	return pool.New(pool.Config{Articles: c.Answers.Articles, MaxTokens: most, Text: c.Answers.Text, Seed: seed})
}
