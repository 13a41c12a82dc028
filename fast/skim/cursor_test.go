package skim

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// walk reads the next value with the method for its kind.
func walk(c *Cursor) {
	switch c.Kind() {
	case Object:
		c.Object()
		for _, ok := c.NextKey(); ok; _, ok = c.NextKey() {
			walk(c)
		}
	case Array:
		for c.Array(); c.NextElem(); {
			walk(c)
		}
	case String:
		c.String()
	default:
		c.Raw()
	}
}

func read(src string, value func(c *Cursor)) (Cursor, error) {
	c := New([]byte(src))
	value(&c)
	return c, c.End()
}

// marked is New with marks.
func marked(src []byte) (c Cursor) {
	c.Reset(src, new(Marks))
	return c
}

var starts = []func(src []byte) Cursor{New, marked}

func TestCursor_Success(t *testing.T) {
	f := func(src string) {
		t.Helper()
		if !isJSON(src) {
			t.Fatalf("%q is not JSON at all", src)
		}
		if c, err := read(src, walk); err != nil || c.depth != 0 {
			t.Fatalf("walk through %q: %v at %d, depth %d", src, err, c.Offset(), c.depth)
		}
		var raw []byte
		if c, err := read(src, func(c *Cursor) { raw = c.Raw() }); err != nil || c.depth != 0 {
			t.Fatalf("Raw of %q: %v at %d, depth %d", src, err, c.Offset(), c.depth)
		}
		if want := strings.Trim(src, " \t\r\n"); string(raw) != want {
			t.Fatalf("Raw of %q: got %q", src, raw)
		}
	}
	for _, src := range documents {
		f(src)
	}
	f(strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth))
	f(strings.Repeat(`{"a":[`, MaxDepth/2) + strings.Repeat("]}", MaxDepth/2))
}

func TestCursor_Failure(t *testing.T) {
	f := func(src string, offset int) {
		t.Helper()
		if isJSON(src) {
			t.Fatalf("%q is JSON", src)
		}
		for _, value := range []func(c *Cursor){walk, func(c *Cursor) { c.Raw() }} {
			c, err := read(src, value)
			if err != ErrSyntax || c.Err() != err || c.Offset() != offset {
				t.Fatalf("%q: got %v at %d, want %v at %d", src, err, c.Offset(), ErrSyntax, offset)
			}
		}
	}
	f("", 0)
	f("  ", 2)
	f("\ufeff{}", 0)
	f("\x00", 0)
	f("{} \x00", 3)
	f("{}{}", 2)
	f("]", 0)
	f("[", 1)
	f("[1", 2)
	f("[1,", 3)
	f("[1,]", 3)
	f("[,1]", 1)
	f("[1 2]", 3)
	f("[1}", 2)
	f("[[1]}", 4)
	f(`{"a":[1}`, 7)
	f(`{"a":{]`, 6)
	f("{", 1)
	f(`{1:2}`, 1)
	f(`{"a"}`, 4)
	f(`{"a" 1}`, 5)
	f(`{"a":}`, 5)
	f(`{"a":1,}`, 7)
	f(`{"a":1 "b"}`, 7)
	f(`{"a:1}`, 6)
	f("tru", 0)
	f("trux", 0)
	f("nulL", 0)
	f("truee", 4)
	f("[falsy]", 1)
	f("'a'", 0)
	f("01", 1)
	f("-", 1)
	f("+1", 0)
	f("-a", 1)
	f(".5", 0)
	f("1.", 2)
	f("1.e5", 2)
	f("1e", 2)
	f("1e+", 3)
	f("1e+-1", 3)
	f("0x10", 1)
	f(`"`, 1)
	f(`{"a":[`, 6)
	f(`"abcdefgh`, 9)
	f("\"a\nb\"", 2)
	f("\"a\x1f\"", 2)
	f("\"a\x00\"", 2)
	f(`"\`, 1)
	f(`"\"`, 3)
	f(`"\x"`, 1)
	f(`"\u"`, 1)
	f(`"\u12"`, 1)
	f(`"\u12G4"`, 1)
	f(`"\ud83d\u12"`, 1)
	f(`{"\q":1}`, 2)
	f(`"`+strings.Repeat("a", 1000), 1001)
	f(`"`+strings.Repeat("a", 1000)+"\n\"", 1001)
	f(`"`+strings.Repeat("a", 1000)+`\v"`, 1001)
	f(`"`+strings.Repeat("日本", 1000)+"\n\"", 6001)

	// Bytes that are not UTF-8, and lone surrogates.
	f("\"\xff\"", 1)
	f("{\"a\xe6\":1}", 3)
	f("[\"a\",\"\xed\xa0\x80\"]", 6)
	f(`"`+strings.Repeat("a", 1000)+"\xe6\x97\"", 1001)
	f(`"`+strings.Repeat("日本", 1000)+"\xf0\x9f\x98"+strings.Repeat("日本", 1000)+`"`, 6001)
	f(`"\ud83d"`, 1)
	f(`"a\ude00\ud83d"`, 2)
	f(`{"\ud83d\ude00\ud83d\n":1}`, 14)
	f(`"`+strings.Repeat("a", 1000)+`\ud83d"`, 1001)
}

func TestEnd_Open(t *testing.T) {
	c := New([]byte("{"))
	if c.Object(); c.End() != ErrSyntax || c.Offset() != 1 {
		t.Fatalf("got %v at %d", c.Err(), c.Offset())
	}
}

func TestCursor_TooDeep(t *testing.T) {
	f := func(open string, offset int) {
		t.Helper()
		for _, value := range []func(c *Cursor){walk, func(c *Cursor) { c.Raw() }} {
			if c, err := read(strings.Repeat(open, 100_000), value); err != ErrDepth || c.Offset() != offset {
				t.Fatalf("%s: got %v at %d", open, err, c.Offset())
			}
		}
	}
	f("[", MaxDepth)
	f(`{"a":`, 5*MaxDepth)
}

func TestCursor_OtherKind(t *testing.T) {
	f := func(src string, value func(c *Cursor), want error) {
		t.Helper()
		c := New([]byte(src))
		c.Array()
		value(&c)
		if c.Err() != want || c.Offset() != 1 {
			t.Fatalf("%s: got %v at %d, want %v", src, c.Err(), c.Offset(), want)
		}
		if c.Kind() != Invalid || c.NextElem() || c.Raw() != nil || c.String().Raw != nil {
			t.Fatalf("%s: reads on after %v", src, want)
		}
		if _, ok := c.NextKey(); ok {
			t.Fatalf("%s: has a key after %v", src, want)
		}
		if err := c.End(); err != want || c.Offset() != 1 {
			t.Fatalf("%s: ends with %v at %d, want %v", src, err, c.Offset(), want)
		}
	}
	f("[1]", (*Cursor).Object, ErrKind)
	f("[{}]", (*Cursor).Array, ErrKind)
	f("[null]", func(c *Cursor) { c.String() }, ErrKind)
	f("[?]", (*Cursor).Object, ErrSyntax)
	f("[?]", func(c *Cursor) { c.String() }, ErrSyntax)
	f("[", (*Cursor).Object, ErrSyntax)
}

func TestKind(t *testing.T) {
	f := func(src string, want Kind) {
		t.Helper()
		c := New([]byte(src))
		if got := c.Kind(); got != want {
			t.Fatalf("%q: got %d, want %d", src, got, want)
		}
	}
	f(" {", Object)
	f("\n[", Array)
	f("\t\r\"", String)
	f("-1", Number)
	f("0", Number)
	f("9", Number)
	f("true", True)
	f("false", False)
	f("null", Null)
	f("", Invalid)
	f("+", Invalid)
	f("]", Invalid)
}

func TestNextKey(t *testing.T) {
	f := func(src string, want ...string) {
		t.Helper()
		c := New([]byte(src))
		c.Object()
		for key, ok := c.NextKey(); ok; key, ok = c.NextKey() {
			if len(want) == 0 || string(key) != want[0] {
				t.Fatalf("%s: got %q, want %q", src, key, want)
			}
			want = want[1:]
			c.Raw()
		}
		if err := c.End(); err != nil || len(want) > 0 {
			t.Fatalf("%s: %v, missing %q", src, err, want)
		}
	}
	f(`{}`)
	f(` { } `)
	f(`{"model":1}`, "model")
	f(`{"":1, "a" : [] ,"a":{"b":2}}`, "", "a", "a")
	f(`{"m\u006fdel":1,"\ud83d\ude00\n":2}`, "model", "😀\n")
}

func checkDocument(t *testing.T, start func([]byte) Cursor, raw, doc string) {
	t.Helper()
	c := start([]byte(doc))
	got := c.String()
	if !isJSON(doc) {
		if c.End() == nil {
			t.Fatalf("%q: not refused", raw)
		}
		return
	}
	if err := c.End(); err != nil {
		t.Fatalf("%q: %v at %d", raw, err, c.Offset())
	}
	var want string
	if err := json.Unmarshal([]byte(doc), &want); err != nil {
		t.Fatal(err)
	}
	if string(got.Raw) != raw || got.Escaped != strings.Contains(raw, `\`) {
		t.Fatalf("%q: got %q, escaped %v", raw, got.Raw, got.Escaped)
	}
	if n := utf8.RuneCountInString(want); got.Chars != n {
		t.Fatalf("%q: got %d characters, want %d", raw, got.Chars, n)
	}
	if text := AppendUnescaped([]byte("|"), got.Raw); string(text) != "|"+want {
		t.Fatalf("%q: unescaped to %q, want %q", raw, text, want)
	}
}

func TestAllocs(t *testing.T) {
	src := []byte(chatRequest)
	if n := testing.AllocsPerRun(100, func() {
		if c := New(src); countChat(&c) == 0 {
			t.Fatal("counts nothing")
		}
		c := New(src)
		if c.Raw(); c.End() != nil {
			t.Fatal(c.Err())
		}
		c = New(src[:len(src)-1])
		if c.Raw(); !errors.Is(c.End(), ErrSyntax) {
			t.Fatal("accepts what is cut off")
		}
	}); n != 0 {
		t.Fatalf("%v allocations", n)
	}
}
