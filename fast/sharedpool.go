package fast

import (
	"fmt"

	"mock-openai/pool"
)

// pool returns a pool for answers of up to most tokens.
func (c Config) pool(most int, seed uint64) (*pool.Pool, error) {
	if p := c.Answers.Pool; p != nil {
		if most > p.MaxTokens() {
			return nil, fmt.Errorf("answers must not be longer than the %d tokens of the pool: %d", p.MaxTokens(), most)
		}
		return p, nil
	}
	return pool.New(pool.Config{Articles: c.Answers.Articles, MaxTokens: most, Tokenizer: c.Answers.Tokenizer, Text: c.Answers.Text, Seed: seed})
}
