//go:build amd64 && !purego

package skim

import (
	"unicode/utf8"

	"golang.org/x/sys/cpu"
)

// blockSize is the number of bytes that skipBlocks checks at once.
const blockSize = 64

var hasBlocks = cpu.X86.HasAVX2 && cpu.X86.HasPOPCNT

// skipBlocks skips the inside of a string from src[i], where a character begins. At
// least three bytes must precede it; the last of them must be ASCII, or all of them
// whole characters.
//
// It stops at src[end], where a character or an escape begins: at the closing quote,
// a control character, \b, \uXXXX or an invalid escape. It stops earlier if UTF-8 is
// invalid in the 64 bytes around or src has no 64 bytes left. It has skipped that
// many escapes, and others counts the other bytes that do not begin a character.
//
// For 100 kB of plain ASCII on a Xeon (Sapphire Rapids) the whole body takes 1.6 µs
// instead of 14.7 µs, with an escape every 80 bytes 6.7 instead of 26 µs, for Chinese
// 9 instead of 118 µs.
func skipBlocks(src []byte, i int) (end, others, escapes int) {
	if !hasBlocks {
		return i, 0, 0
	}
	end, others, escapes = skipBlocksAVX2(src, i)
	if end == i || src[end-1] < utf8.RuneSelf {
		return end, others, escapes
	}
	for n := 1; n < utf8.UTFMax && n <= end-i; n++ {
		if last := src[end-n : end]; utf8.RuneStart(last[0]) {
			if _, size := utf8.DecodeRune(last); size < n || n == 1 {
				return end - n, others - (n - 1), escapes
			}
			break
		}
	}
	return end, others, escapes
}

// markBlocks sets a word of marks for each 64 bytes of src, whose length is a
// multiple of that.
//
//go:noescape
func markBlocks(marks []uint64, src []byte)

// skipBlocksAVX2 is skipBlocks, except that src[end] may be within a character.
//
//go:noescape
func skipBlocksAVX2(src []byte, i int) (end, others, escapes int)
