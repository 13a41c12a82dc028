package store

import (
	"fmt"
	"sync"
	"testing"
)

// itemsOf returns n items of that size, with a token each.
func itemsOf(name string, n, size int) (items []HistoryItem) {
	for i := range n {
		items = append(items, HistoryItem{ID: fmt.Sprint(name, i), Body: make([]byte, size), Tokens: 1})
	}
	return items
}

// TestHistories_Bounded adds more than fits. What was changed last must be there, and the
// memory must be within its bounds.
func TestHistories_Bounded(t *testing.T) {
	f := func(histories, items, size, wantItems int) {
		t.Helper()
		var h Histories
		for n := range histories {
			h.Put(keyOf(n), HistoryHead{Created: int64(n)}, nil)
			h.Add(keyOf(0), itemsOf("kept", 1, 1)) // which is thus never forgotten
			h.Add(keyOf(n), itemsOf("i", items, size))
		}
		sum := 0
		for at := h.order.Front(); at != nil; at = at.Next() {
			sum += at.Value.(*history).size
		}
		if sum != h.memory || sum > maxMemory || len(h.all) > maxHistories || len(h.all) != h.order.Len() {
			t.Errorf("%d histories of %d bytes in all, counted %d", len(h.all), sum, h.memory)
		}
		last, ok := h.Items(keyOf(histories - 1))
		if tokens, _ := h.Tokens(keyOf(histories - 1)); !ok || len(last) != wantItems || tokens != wantItems {
			t.Errorf("the last history has %d items of %d tokens, want %d", len(last), tokens, wantItems)
		}
		if _, ok := h.Tokens(keyOf(0)); !ok {
			t.Error("the history that was always changed is forgotten")
		}
	}
	f(2, 20, 10, 20)
	f(maxHistories+100, 1, 10, 1)
	f(200, 20, 10_000, 20)
	f(3, 20, 100_000, (MaxHistory-historyOverhead)/(100_000+itemOverhead+2))
}

// TestHistories_Changes holds what a reader has got while the history changes.
func TestHistories_Changes(t *testing.T) {
	var h Histories
	if h.Add(keyOf(1), nil) || h.Remove(keyOf(1), "") || h.Delete(keyOf(1)) || h.SetMetadata(keyOf(1), nil) {
		t.Error("an empty store has changed")
	}
	h.Put(keyOf(1), HistoryHead{Metadata: []byte("{}")}, itemsOf("a", 3, 1))
	before, _ := h.Items(keyOf(1))
	if !h.Remove(keyOf(1), "a1") || h.Remove(keyOf(1), "a1") || !h.Add(keyOf(1), itemsOf("b", 1, 1)) || !h.SetMetadata(keyOf(1), []byte(`{"a":"b"}`)) {
		t.Error("a change failed")
	}
	after, _ := h.Items(keyOf(1))
	if ids := fmt.Sprint(before[0].ID, before[1].ID, before[2].ID, after[0].ID, after[1].ID, after[2].ID); ids != "a0a1a2a0a2b0" {
		t.Error(ids)
	}
	if head, _ := h.Head(keyOf(1)); string(head.Metadata) != `{"a":"b"}` {
		t.Errorf("metadata %s", head.Metadata)
	}
	if !h.Delete(keyOf(1)) || h.memory != 0 {
		t.Errorf("%d bytes are left", h.memory)
	}
}

func TestHistories_Concurrent(t *testing.T) {
	var h Histories
	h.Put(keyOf(0), HistoryHead{}, nil)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 100 {
				h.Add(keyOf(0), itemsOf(fmt.Sprint(n, "-", i, "-"), 1, 1))
				h.Items(keyOf(0))
			}
		})
	}
	all.Wait()
	if items, _ := h.Items(keyOf(0)); len(items) != 800 {
		t.Errorf("%d items", len(items))
	}
}
