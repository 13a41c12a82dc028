//go:build !linux

package cmd

// reserveFiles does nothing on this system.
func reserveFiles() {}
