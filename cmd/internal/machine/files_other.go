//go:build !linux

package machine

// ReserveFiles does nothing on this system.
func ReserveFiles() {}
