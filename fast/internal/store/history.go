package store

import (
	"bytes"
	"container/list"
	"slices"
	"sync"
)

// Bounds of Histories.
const (
	maxHistories = shards * shardSlots
	maxMemory    = shards * ShardMemory
	// MaxHistory is the size of a history, in bytes. Its oldest items make room for new ones.
	MaxHistory = ShardMemory

	itemOverhead    = 96  // bytes of an item besides its texts, about
	historyOverhead = 512 // bytes of a history besides its items, about
)

// Histories keep the items of conversations: up to 4,096 conversations and 16 MiB. The one
// that has been left alone for the longest time is forgotten first. The zero value is
// empty.
type Histories struct {
	mu     sync.Mutex
	all    map[Key]*list.Element // of order
	order  list.List             // of *history; the latest change is last
	memory int                   // bytes of all
}

// HistoryItem is an item of a conversation. It never changes.
type HistoryItem struct {
	ID     string
	Body   []byte // JSON
	Tokens int    // of the prompt of what continues the conversation
}

// HistoryHead is what is kept of a conversation besides its items.
type HistoryHead struct {
	Created  int64  // Unix seconds
	Metadata []byte // JSON; it never changes
}

type history struct {
	key    Key
	head   HistoryHead
	items  []HistoryItem
	tokens int // of all items
	size   int // bytes
}

// Size returns about how many bytes an item takes.
func (it *HistoryItem) Size() int { return len(it.ID) + len(it.Body) + itemOverhead }

// Put begins a history.
func (h *Histories) Put(key Key, head HistoryHead, items []HistoryItem) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[Key]*list.Element{}
	}
	head.Metadata = bytes.Clone(head.Metadata)
	one := &history{key: key, head: head}
	h.all[key] = h.order.PushBack(one)
	h.resize(one, historyOverhead+len(head.Metadata))
	h.add(one, items)
}

// Add appends items to the history of key. It reports whether there is one.
func (h *Histories) Add(key Key, items []HistoryItem) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.changing(key)
	if one != nil {
		h.add(one, items)
	}
	return one != nil
}

// SetMetadata replaces the metadata of the history of key. It reports whether there is one.
func (h *Histories) SetMetadata(key Key, metadata []byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.changing(key)
	if one != nil {
		h.resize(one, len(metadata)-len(one.head.Metadata))
		one.head.Metadata = bytes.Clone(metadata)
		h.makeRoom(one)
	}
	return one != nil
}

// Remove removes an item. It reports whether there was one.
func (h *Histories) Remove(key Key, id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.changing(key)
	if one == nil {
		return false
	}
	at := slices.IndexFunc(one.items, func(it HistoryItem) bool { return it.ID == id })
	if at < 0 {
		return false
	}
	h.drop(one, at, at+1)
	return true
}

// Delete forgets the history of key, and reports whether there was one.
func (h *Histories) Delete(key Key) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.changing(key)
	if one != nil {
		h.forget(one)
	}
	return one != nil
}

// Head returns what is kept of a history besides its items; false if there is none.
func (h *Histories) Head(key Key) (head HistoryHead, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at := h.all[key]; at != nil {
		return at.Value.(*history).head, true
	}
	return head, false
}

// Tokens returns the tokens of all items of a history; false if there is none.
func (h *Histories) Tokens(key Key) (tokens int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at := h.all[key]; at != nil {
		return at.Value.(*history).tokens, true
	}
	return 0, false
}

// Items returns the items of a history, oldest first; false if there is none. The caller
// must not change them.
func (h *Histories) Items(key Key) (items []HistoryItem, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at := h.all[key]; at != nil {
		return slices.Clip(at.Value.(*history).items), true
	}
	return nil, false
}

// changing returns the history of key, which becomes the one that was changed last; nil if
// there is none.
func (h *Histories) changing(key Key) *history {
	at := h.all[key]
	if at == nil {
		return nil
	}
	h.order.MoveToBack(at)
	return at.Value.(*history)
}

func (h *Histories) add(one *history, items []HistoryItem) {
	for i := range items {
		one.tokens += items[i].Tokens
		h.resize(one, items[i].Size())
	}
	one.items = append(one.items, items...)
	h.makeRoom(one)
}

// makeRoom drops the oldest items of one, and then the histories that were left alone for
// the longest time.
func (h *Histories) makeRoom(one *history) {
	most := 0
	for size := one.size; size > MaxHistory && most < len(one.items); most++ {
		size -= one.items[most].Size()
	}
	if most > 0 {
		h.drop(one, 0, most)
	}
	for h.memory > maxMemory || len(h.all) > maxHistories {
		h.forget(h.order.Front().Value.(*history))
	}
}

// drop removes items. Those that Items has returned stay as they are.
func (h *Histories) drop(one *history, from, to int) {
	for i := range one.items[from:to] {
		one.tokens -= one.items[from+i].Tokens
		h.resize(one, -one.items[from+i].Size())
	}
	one.items = slices.Concat(one.items[:from], one.items[to:])
}

func (h *Histories) forget(one *history) {
	h.order.Remove(h.all[one.key])
	delete(h.all, one.key)
	h.memory -= one.size
}

func (h *Histories) resize(one *history, by int) {
	one.size += by
	h.memory += by
}
