//go:build !linux

package machine

// Shortcomings finds nothing on this system.
func Shortcomings() error { return nil }
