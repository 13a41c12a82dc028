//go:build amd64 && !purego

package render

import "golang.org/x/sys/cpu"

// hasBlocks tells whether encodeBlocks works on this processor.
var hasBlocks = cpu.X86.HasAVX2

// encodeBlocks sets dst to src in base64. Their lengths must match: src has a multiple of
// three bytes, at least blockSize.
//
//go:noescape
func encodeBlocks(dst, src []byte)
