//go:build amd64 && !purego

#include "textflag.h"

// A byte b of ASCII is special if special[b&15] == b, and the second byte of an
// escape of two bytes if letter[b&15] == b or if b is special. For all other
// bytes VPSHUFB gives 0 or 0xff, which they are not.
DATA special<>+0(SB)/8, $0xffffffffff22ffff // '"'
DATA special<>+8(SB)/8, $0xffffff5cffffffff // '\\'
GLOBL special<>(SB), RODATA|NOPTR, $16
DATA letter<>+0(SB)/8, $0xff66ff74ff72ffff // r t f
DATA letter<>+8(SB)/8, $0x2f6effffffffffff // n /
GLOBL letter<>(SB), RODATA|NOPTR, $16

// Each bit is one way to break UTF-8 with two bytes. It stands for an error if
// all three tables have it: by the high and the low half of the first byte and
// by the high half of the second. See Keiser and Lemire, Validating UTF-8 in
// less than one instruction per byte, https://arxiv.org/abs/2010.03090.
DATA first<>+0(SB)/8, $0x0202020202020202
DATA first<>+8(SB)/8, $0x4915012180808080
GLOBL first<>(SB), RODATA|NOPTR, $16
DATA firstLow<>+0(SB)/8, $0xcbcbcb8b8383a3e7
DATA firstLow<>+8(SB)/8, $0xcbcbdbcbcbcbcbcb
GLOBL firstLow<>(SB), RODATA|NOPTR, $16
DATA second<>+0(SB)/8, $0x0101010101010101
DATA second<>+8(SB)/8, $0x01010101babaaee6
GLOBL second<>(SB), RODATA|NOPTR, $16

#define FILL(name, quad) \
	DATA     name<>+0(SB)/8, quad;         \
	DATA     name<>+8(SB)/8, quad;         \
	DATA     name<>+16(SB)/8, quad;        \
	DATA     name<>+24(SB)/8, quad;        \
	GLOBL    name<>(SB), RODATA|NOPTR, $32

FILL(quote, $0x2222222222222222)
FILL(backslash, $0x5c5c5c5c5c5c5c5c)
FILL(space, $0x2020202020202020)
FILL(nibble, $0x0f0f0f0f0f0f0f0f)
FILL(last, $0xbfbfbfbfbfbfbfbf)   // the last continuation byte
FILL(third, $0x6060606060606060)  // brings the first byte of three to 0x80 or more
FILL(fourth, $0x7070707070707070) // brings the first byte of four to 0x80 or more
FILL(high, $0x8080808080808080)

#define QUOTE   Y15
#define SLASH   Y14
#define SPACE   Y13
#define SPECIAL Y12
#define LETTER  Y11
#define FIRST   Y10
#define LOW     Y9
#define SECOND  Y8
#define NIBBLE  Y7

// UNLIKE sets the bytes of x to 0 where x is special, and only there.
#define UNLIKE(x, t) \
	VPSHUFB x, SPECIAL, t; \
	VPXOR   t, x, x

// MASK sets the 64 bits of out to the high bits of a and b.
#define MASK(a, b, out) \
	VPMOVMSKB a, out;  \
	VPMOVMSKB b, R11;  \
	SHLQ     $32, R11; \
	ORQ      R11, out

// BROKEN sets bits in the bytes of out where the UTF-8 of x = at(SI) is broken:
// two bytes do not go together, or what follows the first byte of three or four
// is not where the tables found a continuation byte behind another.
#define BROKEN(x, at, out, t, u) \
	VMOVDQU  (at-1)(SI), t;      \
	VPSRLW   $4, t, out;         \
	VPAND    NIBBLE, out, out;   \
	VPSHUFB  out, FIRST, out;    \
	VPAND    NIBBLE, t, t;       \
	VPSHUFB  t, LOW, t;          \
	VPAND    t, out, out;        \
	VPSRLW   $4, x, t;           \
	VPAND    NIBBLE, t, t;       \
	VPSHUFB  t, SECOND, t;       \
	VPAND    t, out, out;        \
	VMOVDQU  (at-2)(SI), t;      \
	VPSUBUSB third<>(SB), t, t;  \
	VMOVDQU  (at-3)(SI), u;      \
	VPSUBUSB fourth<>(SB), u, u; \
	VPOR     t, u, u;            \
	VPAND    high<>(SB), u, u;   \
	VPXOR    u, out, out

// func skipBlocksAVX2(src []byte, i int) (end, others, escapes int)
TEXT ·skipBlocksAVX2(SB), NOSPLIT, $0-56
	MOVQ src_base+0(FP), SI
	MOVQ src_len+8(FP), DX
	ADDQ SI, DX
	SUBQ $64, DX      // last place of a block
	ADDQ i+24(FP), SI
	XORL R8, R8       // others
	XORL R9, R9       // escapes
	XORL R10, R10     // not 0 if the block before was not all ASCII
	VBROADCASTI128 special<>(SB), SPECIAL
	VBROADCASTI128 letter<>(SB), LETTER
	VBROADCASTI128 first<>(SB), FIRST
	VBROADCASTI128 firstLow<>(SB), LOW
	VBROADCASTI128 second<>(SB), SECOND
	VMOVDQU space<>(SB), SPACE
	VMOVDQU nibble<>(SB), NIBBLE
	VMOVDQU quote<>(SB), QUOTE
	VMOVDQU backslash<>(SB), SLASH

	// Two blocks that are all plain ASCII. Minima stand for all 128 bytes: the
	// signed one is below a space where a byte is a control character or not ASCII.
	// The bytes come from the second cache, whence no prefetcher fetches them.
plain:
	LEAQ 64(SI), BX
	CMPQ BX, DX
	JHI  block
	PREFETCHT0 512(SI)
	PREFETCHT0 576(SI)
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU 64(SI), Y2
	VMOVDQU 96(SI), Y3
	VPMINSB Y0, Y1, Y4
	VPMINSB Y2, Y3, Y5
	VPMINSB Y4, Y5, Y4
	VPCMPGTB Y4, SPACE, Y4
	UNLIKE(Y0, Y5)
	UNLIKE(Y1, Y6)
	VPMINUB Y0, Y1, Y0
	UNLIKE(Y2, Y5)
	UNLIKE(Y3, Y6)
	VPMINUB Y2, Y3, Y2
	VPMINUB Y0, Y2, Y0
	VPXOR Y6, Y6, Y6
	VPCMPEQB Y0, Y6, Y0
	VPOR Y0, Y4, Y4
	VPMOVMSKB Y4, BX
	TESTL BX, BX
	JNZ  block
	ADDQ $128, SI
	JMP  plain

	// One block of any kind. Its bytes are bits: byte SI+n is bit n.
block:
	CMPQ SI, DX
	JHI  done
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPCMPEQB Y0, QUOTE, Y2
	VPCMPEQB Y1, QUOTE, Y3
	MASK(Y2, Y3, AX)           // quotes
	VPCMPEQB Y0, SLASH, Y2
	VPCMPEQB Y1, SLASH, Y3
	MASK(Y2, Y3, BX)           // backslashes
	VPCMPGTB Y0, SPACE, Y2
	VPCMPGTB Y1, SPACE, Y3
	MASK(Y2, Y3, R12)
	MASK(Y0, Y1, DI)           // not ASCII
	XORQ DI, R12               // controls
	TESTQ BX, BX
	JZ   stops

	// Which backslashes begin an escape and which bytes they escape follows by
	// arithmetic, as in simdjson.
	VPSHUFB Y0, LETTER, Y2
	VPSHUFB Y1, LETTER, Y3
	VPCMPEQB Y0, Y2, Y2
	VPCMPEQB Y1, Y3, Y3
	MASK(Y2, Y3, R13)
	ORQ  BX, R13
	ORQ  AX, R13               // letters
	MOVQ $0xaaaaaaaaaaaaaaaa, CX
	LEAQ (BX)(BX*1), R11
	ORQ  CX, R11
	SUBQ BX, R11
	XORQ CX, R11
	MOVQ R11, CX
	XORQ BX, CX                // escaped
	ANDQ R11, BX               // begin an escape
	NOTQ R13
	ANDQ CX, R13               // escaped, no letter
	SHRQ $1, R13               // begin an escape of another kind
	ORQ  R13, R12
	NOTQ CX
	ANDQ CX, AX                // quotes that close

stops:
	ORQ  R12, AX               // stops
	LEAQ -1(AX), CX
	MOVQ AX, R12
	NOTQ R12
	ANDQ R12, CX               // before the first of them
	ANDQ CX, BX
	ORQ  DI, R10
	JZ   ascii

	BROKEN(Y0, 0, Y2, Y3, Y4)
	BROKEN(Y1, 32, Y5, Y3, Y4)
	VPXOR Y6, Y6, Y6
	VPCMPEQB Y6, Y2, Y2
	VPCMPEQB Y6, Y5, Y5
	MASK(Y2, Y5, R12)
	NOTQ R12                   // broken
	TESTQ R12, CX
	JNZ  done
	VPCMPGTB last<>(SB), Y0, Y2
	VPCMPGTB last<>(SB), Y1, Y3
	MASK(Y2, Y3, R12)
	NOTQ R12                   // continuation bytes
	ANDQ CX, R12
	POPCNTQ R12, R12
	ADDQ R12, R8

ascii:
	POPCNTQ BX, R12
	ADDQ R12, R9
	TESTQ AX, AX
	JNZ  stop
	MOVQ DI, R10
	ADDQ $64, SI
	TESTQ BX, BX
	JS   cut
	ORQ  BX, DI
	JNZ  block
	JMP  plain

cut:
	// The last byte begins an escape: it is left to the next block.
	DECQ SI
	DECQ R9
	JMP  block

stop:
	BSFQ AX, AX
	ADDQ AX, SI

done:
	SUBQ src_base+0(FP), SI
	MOVQ SI, end+32(FP)
	MOVQ R8, others+40(FP)
	MOVQ R9, escapes+48(FP)
	VZEROUPPER
	RET

// func markBlocks(marks []uint64, src []byte)
TEXT ·markBlocks(SB), NOSPLIT, $0-48
	MOVQ marks_base+0(FP), DI
	MOVQ src_base+24(FP), SI
	MOVQ src_len+32(FP), DX
	ADDQ SI, DX
	VBROADCASTI128 special<>(SB), SPECIAL
	VMOVDQU space<>(SB), SPACE

mark:
	CMPQ SI, DX
	JHS  marked
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPSHUFB Y0, SPECIAL, Y2
	VPSHUFB Y1, SPECIAL, Y3
	VPCMPEQB Y0, Y2, Y2
	VPCMPEQB Y1, Y3, Y3
	VPCMPGTB Y0, SPACE, Y4
	VPCMPGTB Y1, SPACE, Y5
	VPOR Y2, Y4, Y2
	VPOR Y3, Y5, Y3
	MASK(Y2, Y3, AX)
	MOVQ AX, (DI)
	ADDQ $64, SI
	ADDQ $8, DI
	JMP  mark

marked:
	VZEROUPPER
	RET
