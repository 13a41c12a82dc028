package promptcache

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"
)

var usual = Rule{First: 1024, Step: 128, Keep: 10 * time.Minute}

// watch is a clock that tests move.
type watch struct{ now time.Time }

func (w *watch) time() time.Time       { return w.now }
func (w *watch) after(d time.Duration) { w.now = w.now.Add(d) }

func newCache(t testing.TB, size int64) (*Cache, *watch) {
	t.Helper()
	w := &watch{time.Unix(1_700_000_000, 0)}
	c, err := New(size, w.time)
	if err != nil {
		t.Fatal(err)
	}
	return c, w
}

// ask has c look up a prompt of so many characters for each token.
func ask(c *Cache, rule Rule, texts ...string) Use {
	p := c.Begin(rule)
	defer p.Release()
	chars := 0
	for _, text := range texts {
		p.Text([]byte(text), len(text))
		chars += len(text)
	}
	return p.Use((chars + 3) / 4)
}

// words is a text of so many tokens, which begins like every other of the same kind.
func words(kind byte, tokens int) string {
	return strings.Repeat(string([]byte{kind, 'o', 'r', 'd'}), tokens)
}

// TestBlocks wants prefixes to be found in steps, however the text is cut into pieces.
func TestBlocks(t *testing.T) {
	f := func(first, second, want int) {
		t.Helper()
		c, _ := newCache(t, 1<<20)
		ask(c, usual, words('w', first), "end")
		if got := ask(c, usual, words('w', second/2), words('w', second-second/2), "another end"); got.Read != want {
			t.Errorf("%d tokens after %d: %+v, want %d", second, first, got, want)
		}
	}
	f(1023, 1023, 0)
	f(1024, 1024, 1024)
	f(1151, 1151, 1024)
	f(1152, 1152, 1152)
	f(5000, 1300, 1280)
	f(1300, 5000, 1280)
	f(5000, 5000, 4992)
}

func TestBlocks_Differ(t *testing.T) {
	c, _ := newCache(t, 1<<20)
	ask(c, usual, words('w', 2000))
	if got := ask(c, usual, words('w', 1500)+words('x', 500)); got.Read != 1408 || got.Written != 512 {
		t.Errorf("the same 1500 tokens: %+v", got)
	}
	if got := ask(c, usual, words('x', 2000)); got.Read != 0 || got.Written != 1920 {
		t.Errorf("other text: %+v", got)
	}
	p := c.Begin(usual)
	p.Structure([]byte("another key"))
	text := words('w', 2000)
	p.Text([]byte(text), len(text))
	if got := p.Use(2000); got.Read != 0 {
		t.Errorf("another owner: %+v", got)
	}
	p.Release()
	if got := c.Stats(); got.Prompts != 4 || got.Hits != 1 || got.Tokens != 8000 || got.Read != 1408 {
		t.Errorf("counted %+v", got)
	}
	c.Clear()
	if got := ask(c, usual, words('w', 2000)); got.Read != 0 {
		t.Errorf("after Clear: %+v", got)
	}
}

// TestBlocks_Unicode wants blocks to end between characters.
func TestBlocks_Unicode(t *testing.T) {
	c, _ := newCache(t, 1<<20)
	text := strings.Repeat("日本€é", 1500)
	for i, want := range []int{0, 1408} {
		p := c.Begin(usual)
		p.Text([]byte(text), 6000)
		if got := p.Use(1500); got.Read != want {
			t.Errorf("time %d: %+v", i, got)
		}
		p.Release()
	}
}

// TestBlocks_OtherTokens wants a prefix to have its share of the tokens, however many there
// are.
func TestBlocks_OtherTokens(t *testing.T) {
	c, _ := newCache(t, 1<<20)
	text := []byte(words('w', 2048))
	for i, want := range []int{0, 4096} {
		p := c.Begin(usual)
		p.Text(text, len(text))
		if got := p.Use(4096); got.Read != want {
			t.Errorf("time %d: %+v", i, got)
		}
		p.Release()
	}
}

func TestExpiry(t *testing.T) {
	c, w := newCache(t, 1<<20)
	f := func(d time.Duration, want int) {
		t.Helper()
		w.after(d)
		if got := ask(c, usual, words('w', 1024)); got.Read != want {
			t.Errorf("after %v: %+v", d, got)
		}
	}
	f(0, 0)
	f(9*time.Minute, 1024) // begins anew
	f(9*time.Minute, 1024)
	f(10*time.Minute, 0)
	f(time.Minute, 1024)
}

// marked has c look up parts of 1024 tokens, of which some are marked.
func marked(c *Cache, rule Rule, kinds string, marks map[int]time.Duration) Use {
	p := c.Begin(rule)
	defer p.Release()
	for i := range len(kinds) {
		text := words(kinds[i], 1024)
		p.Text([]byte(text), len(text))
		p.EndPart()
		if keep := marks[i]; keep > 0 {
			p.Mark(keep)
		}
	}
	return p.Use(1024 * len(kinds))
}

// TestMarks wants only marked prefixes to be kept, and found at marks and up to 20 parts
// before.
func TestMarks(t *testing.T) {
	const short = 5 * time.Minute
	rule := Rule{First: 1024, Marked: true}
	c, w := newCache(t, 1<<20)
	f := func(kinds string, marks map[int]time.Duration, read, written, hour int) {
		t.Helper()
		if got, want := marked(c, rule, kinds, marks), (Use{1024 * read, 1024 * written, 1024 * hour}); got != want {
			t.Errorf("%s %v: %+v, want %+v", kinds, marks, got, want)
		}
	}
	f("abc", nil, 0, 0, 0)
	f("abc", map[int]time.Duration{1: short}, 0, 2, 0)
	f("abd", map[int]time.Duration{1: short}, 2, 0, 0)
	f("abdef", map[int]time.Duration{4: short}, 2, 3, 0) // found before the mark
	f("abx", map[int]time.Duration{2: short}, 2, 1, 0)
	f("axy", map[int]time.Duration{1: short}, 0, 2, 0) // the first part was never marked
	w.after(4 * time.Minute)
	f("ab", map[int]time.Duration{1: short}, 2, 0, 0)
	w.after(4 * time.Minute)
	f("ab", map[int]time.Duration{1: short}, 2, 0, 0)
	f("abx", map[int]time.Duration{2: short}, 2, 1, 0) // expired, its beginning not
	w.after(short)
	f("ab", map[int]time.Duration{1: short}, 0, 2, 0)

	f("mnopq", map[int]time.Duration{1: time.Hour, 3: short}, 0, 4, 2)
	w.after(30 * time.Minute)
	f("mnopq", map[int]time.Duration{1: time.Hour, 3: short}, 2, 2, 0)
	w.after(time.Hour)
	f("mnopq", map[int]time.Duration{1: time.Hour, 3: time.Hour}, 0, 4, 4)

	long := strings.Repeat("z", 30)
	f(long, map[int]time.Duration{4: short}, 0, 5, 0)
	f(long, map[int]time.Duration{24: short}, 5, 20, 0)
	f(strings.Repeat("k", 10), map[int]time.Duration{4: short}, 0, 5, 0)
	f(strings.Repeat("k", 30), map[int]time.Duration{25: short}, 0, 26, 0) // 21 parts before the mark
}

func TestMarks_Least(t *testing.T) {
	c, _ := newCache(t, 1<<20)
	rule := Rule{First: 2048, Marked: true}
	for range 2 {
		if got := marked(c, rule, "ab", map[int]time.Duration{0: time.Hour}); got != (Use{}) {
			t.Errorf("a prefix that is too short: %+v", got)
		}
	}
}

// TestNewFresh wants the same for a prompt whatever came before.
func TestNewFresh(t *testing.T) {
	c := NewFresh()
	for range 2 {
		if got := marked(c, Rule{First: 1024, Marked: true}, "abc", map[int]time.Duration{0: time.Hour, 1: time.Minute}); got != (Use{0, 2048, 1024}) {
			t.Errorf("%+v", got)
		}
		if got := ask(c, usual, words('w', 1500)); got.Read != 0 {
			t.Errorf("%+v", got)
		}
	}
}

// TestBound wants a full cache to hold no more memory than it was given, and to forget what
// was used longest ago.
func TestBound(t *testing.T) {
	if size := unsafe.Sizeof(entry{}); size != 32 {
		t.Errorf("an entry has %d bytes", size)
	}
	const size = 1 << 20
	before := heap()
	c, _ := newCache(t, size)
	hot := words('h', 1024)
	for i := range 6_000 {
		ask(c, usual, fmt.Sprintf("%4d", i), words('w', 2048))
		if i%100 == 0 {
			ask(c, usual, hot)
		}
	}
	if held := heap() - before; held > size+size/4 {
		t.Errorf("holds %d bytes", held)
	}
	if got := ask(c, usual, hot); got.Read != 1024 {
		t.Errorf("a prompt that is often used: %+v", got)
	}
	if got := ask(c, usual, "   0", words('w', 2048)); got.Read != 0 {
		t.Errorf("a prompt used long ago: %+v", got)
	}
	runtime.KeepAlive(c)
	if _, err := New(MinSize-1, time.Now); err == nil {
		t.Error("a cache without room")
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestAllocations wants a prompt to allocate nothing, found or not.
func TestAllocations(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector, which -short is for, drops what sync.Pool is given")
	}
	c, _ := newCache(t, 1<<20)
	text := []byte(words('w', 10_000))
	i := byte(0)
	n := testing.AllocsPerRun(100, func() {
		p := c.Begin(usual)
		p.Structure([]byte{i})
		p.Text(text, len(text))
		p.Use(10_000)
		p.Release()
		i = (i + 1) % 8
	})
	if n > 0.5 { // the garbage collector may empty the pool of prompts
		t.Errorf("%.2f allocations for each prompt", n)
	}
}

// TestConcurrent wants shards to stay whole under concurrent use and eviction.
func TestConcurrent(t *testing.T) {
	c, _ := newCache(t, MinSize)
	var wg sync.WaitGroup
	for k := range 4 {
		wg.Go(func() {
			for i := range 300 {
				ask(c, usual, fmt.Sprintf("%4d", (i+k)%20), words('w', 3000))
			}
		})
	}
	wg.Wait()
	for i := range c.shards {
		s := &c.shards[i]
		n := 0
		for e := s.entries[0].newer; e != 0 && n <= len(s.entries); e = s.entries[e].newer {
			n++
		}
		if n != int(s.used) {
			t.Errorf("shard %d has %d entries in its ring, %d in use", i, n, s.used)
		}
	}
}

func BenchmarkUse(b *testing.B) {
	for _, tokens := range []int{1_024, 10_000, 100_000} {
		b.Run(fmt.Sprint(tokens), func(b *testing.B) {
			c, _ := newCache(b, 64<<20)
			text := []byte(words('w', tokens))
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				p := c.Begin(usual)
				p.Text(text, len(text))
				p.Use(tokens)
				p.Release()
			}
		})
	}
}
