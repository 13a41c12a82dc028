package fast

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"testing"
)

// testExtra is what the records of the tests have beside their texts.
type testExtra struct{ number int }

type testRecord = record[testExtra]

func keyOf(n int) (key answerKey) {
	binary.BigEndian.PutUint64(key[8:], uint64(n))
	return key
}

// TestArchive_Latest puts records of many sizes and wants each to come back
// whole, or not at all once it is old.
func TestArchive_Latest(t *testing.T) {
	f := func(records, size, wantAtLeast int) {
		t.Helper()
		a, r := new(archive[testExtra]), rand.New(rand.NewPCG(1, 2))
		contents := make([]testRecord, records)
		for i := range contents {
			body, input := make([]byte, 1+r.IntN(size)), make([]byte, r.IntN(size))
			binary.LittleEndian.PutUint16(append(body, 0, 0)[:2], uint16(i))
			contents[i] = testRecord{body: body, request: input, pending: body[:len(body)/2], extra: testExtra{i}}
			a.put(keyOf(i), contents[i])
		}
		found := 0
		for i, want := range contents {
			got, ok := a.get(keyOf(i))
			if !ok {
				continue
			}
			found++
			if string(got.body) != string(want.body) || string(got.request) != string(want.request) || string(got.pending) != string(want.pending) || got.extra != want.extra {
				t.Fatalf("record %d of %d comes back changed", i, records)
			}
		}
		if _, ok := a.get(keyOf(records - 1)); !ok || found < wantAtLeast {
			t.Errorf("%d of %d records of up to %d bytes are found; the last: %v", found, records, 2*size, ok)
		}
	}
	f(1, 10, 1)
	f(shelves*shelfSlots/2, 100, shelves*shelfSlots/2)
	f(3*shelves*shelfSlots, 1000, shelves*shelfSlots/2)
	f(500, shelfMemory/2, shelves)
}

func TestArchive_TooLarge(t *testing.T) {
	var a archive[testExtra]
	a.put(keyOf(1), testRecord{body: make([]byte, 1), request: make([]byte, shelfMemory)})
	if _, ok := a.peek(keyOf(1)); ok {
		t.Error("a record that is too large is kept")
	}
	a.put(keyOf(1), testRecord{body: make([]byte, shelfMemory)})
	if !a.delete(keyOf(1)) || a.delete(keyOf(1)) {
		t.Error("a record that is deleted is there, or was not")
	}
}

// TestArchive_Concurrent is for the race detector.
func TestArchive_Concurrent(t *testing.T) {
	var a archive[testExtra]
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for i := range 1000 {
				a.put(keyOf(i), testRecord{body: []byte{1}})
				if r, ok := a.get(keyOf((i + g) % 1000)); ok && string(r.body) != "\x01" {
					t.Errorf("record is %q", r.body)
				}
				a.delete(keyOf(i))
			}
		})
	}
	all.Wait()
}

func BenchmarkArchive_Put(b *testing.B) {
	var a archive[testExtra]
	r := testRecord{body: make([]byte, 2000), request: make([]byte, 60)}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		a.put(keyOf(i), r)
	}
}
