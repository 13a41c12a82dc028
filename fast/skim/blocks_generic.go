//go:build !amd64 || purego

package skim

import "math"

// blockSize is longer than any string, so skipBlocks is never called.
const blockSize = math.MaxInt / 4

func skipBlocks(src []byte, i int) (end, others, escapes int) { return i, 0, 0 }

const hasBlocks = false

func markBlocks([]uint64, []byte) {}
