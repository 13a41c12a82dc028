//go:build !linux

package hangup

import "syscall"

// Supported reports whether hang-ups are noticed on this system.
const Supported = false

type watch struct{}

// Watcher watches nothing.
type Watcher struct{}

// New returns a Watcher.
func New() (*Watcher, error) { return &Watcher{}, nil }

// Close does nothing.
func (*Watcher) Close() error { return nil }

// Watch returns nil.
func (*Watcher) Watch(syscall.Conn, Canceler) *Watch { return nil }

// AwaitGone does nothing.
func (*Watch) AwaitGone(Canceler) {}

// End does nothing.
func (*Watch) End() {}
