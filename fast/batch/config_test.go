package batch

import (
	"testing"
	"time"
)

func TestPresets(t *testing.T) {
	if _, ok := Preset(DefaultPreset); !ok {
		t.Errorf("there is no %s", DefaultPreset)
	}
	for _, name := range Presets() {
		c, _ := Preset(name)
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConfig_Validate_Failure(t *testing.T) {
	f := func(change func(*Config)) {
		t.Helper()
		c, _ := Preset(DefaultPreset)
		if change(&c); c.Validate() == nil {
			t.Errorf("%+v is valid", c)
		}
	}
	f(func(c *Config) { *c = Config{} })
	f(func(c *Config) { c.Cost.Base = 0 })
	f(func(c *Config) { c.Cost.Sequence = -1 })
	f(func(c *Config) { c.Cost.PrefillToken = time.Hour })
	f(func(c *Config) { c.Cost.ContextToken = -1 })
	f(func(c *Config) { c.MaxSequences = 0 })
	f(func(c *Config) { c.MaxSequences = c.MaxBatchedTokens + 1 })
	f(func(c *Config) { c.MaxBatchedTokens = 1 << 40 })
	f(func(c *Config) { c.Blocks = 0 })
	f(func(c *Config) { c.BlockSize = -1 })
	f(func(c *Config) { c.BlockSize = 1 << 30 }) // memory that New would allocate
}
