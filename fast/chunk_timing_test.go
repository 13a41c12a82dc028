package fast

import "testing"

// BenchmarkChunks renders whole streams as chunks, of texts drawn at random with
// what is set by default. x-copy is the time over that of copying as many bytes.
func BenchmarkChunks(b *testing.B) { benchmarkChunks(b, "gpt-4-mock") }

// BenchmarkChunks_Padded is the same for a model whose events are padded.
func BenchmarkChunks_Padded(b *testing.B) { benchmarkChunks(b, "gpt-4o") }

func benchmarkChunks(b *testing.B, model string) {
	s, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	c := s.made(b, `{"model":"`+model+`","messages":[{"content":"hi"}],"stream":true}`, takeChat)
	format := s.families.of(c.named).chat
	var dst []byte
	render := func() {
		c.choices = c.choices[:0]
		s.generator.say(&c.session.turn, nil, c.request.maxTokens)
		format.begin(&c.session, false)
		dst = dst[:0]
		for more := true; more; {
			dst, more = c.AppendChunks(dst)
		}
	}
	bytes := 0
	for range 100 {
		render()
		bytes += len(dst)
	}
	from, to := make([]byte, bytes/100), make([]byte, bytes/100)
	compare(b, "x-copy", func() { copy(to, from) }, render)
}
