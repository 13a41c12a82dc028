//go:build amd64 && !purego

#include "textflag.h"

// See Muła and Lemire, Faster Base64 Encoding and Decoding using AVX2 Instructions,
// https://arxiv.org/abs/1704.00605.

// Both halves of a register get 12 bytes each: the lower one has them at its start, the
// upper one at its end. A group of three bytes a, b, c becomes b, a, c, b.
DATA groups<>+0(SB)/8, $0x0405030401020001
DATA groups<>+8(SB)/8, $0x0a0b090a07080607
DATA groups<>+16(SB)/8, $0x0809070805060405
DATA groups<>+24(SB)/8, $0x0e0f0d0e0b0c0a0b
GLOBL groups<>(SB), RODATA|NOPTR, $32

// What is added to six bits to make a character of them: for capitals, small letters, each
// of the ten digits, + and /.
DATA offsets<>+0(SB)/8, $0xfcfcfcfcfcfc4741
DATA offsets<>+8(SB)/8, $0x0000f0edfcfcfcfc
DATA offsets<>+16(SB)/8, $0xfcfcfcfcfcfc4741
DATA offsets<>+24(SB)/8, $0x0000f0edfcfcfcfc
GLOBL offsets<>(SB), RODATA|NOPTR, $32

#define FILL(name, quad) \
	DATA     name<>+0(SB)/8, quad;  \
	DATA     name<>+8(SB)/8, quad;  \
	DATA     name<>+16(SB)/8, quad; \
	DATA     name<>+24(SB)/8, quad; \
	GLOBL    name<>(SB), RODATA|NOPTR, $32

FILL(firstThird, $0x0fc0fc000fc0fc00)  // the bits of the first and third character
FILL(toFirst, $0x0400004004000040)     // right by 10 and 6 bits
FILL(secondFourth, $0x003f03f0003f03f0)
FILL(toSecond, $0x0100001001000010)    // left by 8 and 4 bits
FILL(afterSmall, $0x3333333333333333)  // 51, the last small letter
FILL(lastCapital, $0x1919191919191919) // 25

// func encodeBlocks(dst, src []byte)
TEXT ·encodeBlocks(SB), NOSPLIT, $0-48
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), R9
	LEAQ -32(DI)(R9*1), R9 // where the last block goes
	MOVQ src_base+24(FP), SI
	MOVQ src_len+32(FP), R8
	LEAQ -24(SI)(R8*1), R8 // and where it comes from
	VMOVDQU groups<>(SB), Y15
	VMOVDQU offsets<>(SB), Y14
	VMOVDQU firstThird<>(SB), Y13
	VMOVDQU toFirst<>(SB), Y12
	VMOVDQU secondFourth<>(SB), Y11
	VMOVDQU toSecond<>(SB), Y10
	VMOVDQU afterSmall<>(SB), Y9
	VMOVDQU lastCapital<>(SB), Y8

next:
	CMPQ    SI, R8
	CMOVQCC R8, SI // the last block may overlap the one before
	CMOVQCC R9, DI

	VMOVDQU     (SI), X0
	VINSERTI128 $1, 8(SI), Y0, Y0
	VPSHUFB     Y15, Y0, Y0
	VPAND       Y13, Y0, Y1
	VPAND       Y11, Y0, Y2
	VPMULHUW    Y12, Y1, Y1
	VPMULLW     Y10, Y2, Y2
	VPOR        Y1, Y2, Y0    // six bits in each byte
	VPSUBUSB    Y9, Y0, Y1    // 0 for letters, 1 to 12 behind them
	VPCMPGTB    Y8, Y0, Y2    // -1 for all but capitals
	VPSUBB      Y2, Y1, Y1
	VPSHUFB     Y1, Y14, Y1
	VPADDB      Y1, Y0, Y0
	VMOVDQU     Y0, (DI)

	CMPQ SI, R8
	JEQ  done
	ADDQ $24, SI
	ADDQ $32, DI
	JMP  next

done:
	VZEROUPPER
	RET
