//go:build !amd64 || purego

package render

const hasBlocks = false

func encodeBlocks(dst, src []byte) {}
