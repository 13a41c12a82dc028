package store

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"testing"
)

// testExtra is the extra data of the tests' records.
type testExtra struct{ number int }

type testRecord = Record[testExtra]

func keyOf(n int) (key Key) {
	binary.BigEndian.PutUint64(key[8:], uint64(n))
	return key
}

// TestStore_Latest stores records of many sizes. Each must come back whole, or not at
// all once it is old.
func TestStore_Latest(t *testing.T) {
	f := func(records, size, wantAtLeast int) {
		t.Helper()
		a, r := new(Store[testExtra]), rand.New(rand.NewPCG(1, 2))
		contents := make([]testRecord, records)
		for i := range contents {
			body, input := make([]byte, 1+r.IntN(size)), make([]byte, r.IntN(size))
			binary.LittleEndian.PutUint16(append(body, 0, 0)[:2], uint16(i))
			contents[i] = testRecord{Body: body, Request: input, Pending: body[:len(body)/2], Extra: testExtra{i}}
			a.Put(keyOf(i), contents[i])
		}
		found := 0
		for i, want := range contents {
			got, ok := a.Get(keyOf(i))
			if !ok {
				continue
			}
			found++
			if string(got.Body) != string(want.Body) || string(got.Request) != string(want.Request) || string(got.Pending) != string(want.Pending) || got.Extra != want.Extra {
				t.Fatalf("record %d of %d comes back changed", i, records)
			}
		}
		if _, ok := a.Get(keyOf(records - 1)); !ok || found < wantAtLeast {
			t.Errorf("%d of %d records of up to %d bytes are found; the last: %v", found, records, 2*size, ok)
		}
	}
	f(1, 10, 1)
	f(shards*shardSlots/2, 100, shards*shardSlots/2)
	f(3*shards*shardSlots, 1000, shards*shardSlots/2)
	f(500, ShardMemory/2, shards)
}

func TestStore_TooLarge(t *testing.T) {
	var a Store[testExtra]
	a.Put(keyOf(1), testRecord{Body: make([]byte, 1), Request: make([]byte, ShardMemory)})
	if _, ok := a.Peek(keyOf(1)); ok {
		t.Error("a record that is too large is kept")
	}
	a.Put(keyOf(1), testRecord{Body: make([]byte, ShardMemory)})
	if !a.Delete(keyOf(1)) || a.Delete(keyOf(1)) {
		t.Error("a record that is deleted is there, or was not")
	}
}

// TestStore_SameKey wants the newest of several records of a key to count.
func TestStore_SameKey(t *testing.T) {
	var a Store[testExtra]
	one := func(want string) {
		t.Helper()
		found := ""
		a.Each(func(_ Key, r *testRecord) { found += string(r.Body) })
		if got, _ := a.Get(keyOf(1)); string(got.Body) != want || found != want {
			t.Errorf("%q, and in all %q, not %q", got.Body, found, want)
		}
	}
	for range shardSlots - 1 {
		a.Put(keyOf(1), testRecord{Body: []byte("old")})
	}
	a.Put(keyOf(1), testRecord{Body: []byte("new")})
	one("new")
	a.Put(keyOf(1), testRecord{Body: []byte("newer")})
	one("newer")
	a.Replace(keyOf(1), testRecord{Body: []byte("other")})
	one("other")
	a.Put(keyOf(1), testRecord{Body: []byte("newest")})
	if !a.Delete(keyOf(1)) {
		t.Error("nothing is deleted")
	}
	one("")
}

// TestStore_Concurrent is for the race detector.
func TestStore_Concurrent(t *testing.T) {
	var a Store[testExtra]
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range 1000 {
				a.Put(keyOf(i), testRecord{Body: []byte{1}})
				if r, ok := a.Get(keyOf((i + g) % 1000)); ok && string(r.Body) != "\x01" {
					t.Errorf("record is %q", r.Body)
				}
				a.Delete(keyOf(i))
			}
		})
	}
	all.Wait()
}

func BenchmarkStore_Put(b *testing.B) {
	var a Store[testExtra]
	r := testRecord{Body: make([]byte, 2000), Request: make([]byte, 60)}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a.Put(keyOf(i), r)
	}
}
