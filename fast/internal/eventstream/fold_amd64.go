//go:build amd64 && !purego

package eventstream

import "golang.org/x/sys/cpu"

// folds tells whether fold works on this processor.
var folds = cpu.X86.HasAVX && cpu.X86.HasPCLMULQDQ

// fold returns the remainder of a CRC-32 after p, if crc is the one before. A remainder is
// the checksum with all bits inverted. The length of p must be a multiple of block, and not 0.
//
//go:noescape
func fold(crc uint32, p []byte) uint32
