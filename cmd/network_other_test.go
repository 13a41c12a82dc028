//go:build unix && !linux

package cmd_test

import "os/exec"

// apart reports that c cannot have a network of its own.
func apart(*exec.Cmd) bool { return false }

func beginNetwork() error { return nil }
