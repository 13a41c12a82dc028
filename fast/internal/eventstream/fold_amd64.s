//go:build amd64 && !purego

#include "textflag.h"

// See Gopal et al., Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
// Instruction, Intel, 2009. The constants are those of its section on bit-reflected CRC-32.

DATA by128<>+0(SB)/8, $0x1751997d0
DATA by128<>+8(SB)/8, $0x0ccaa009e // by 64 bits, too
GLOBL by128<>(SB), RODATA|NOPTR, $16

DATA by32<>+0(SB)/8, $0x163cd6124
DATA by32<>+8(SB)/8, $0
GLOBL by32<>(SB), RODATA|NOPTR, $16

DATA polynomial<>+0(SB)/8, $0x1db710641
DATA polynomial<>+8(SB)/8, $0x1f7011641 // its inverse
GLOBL polynomial<>(SB), RODATA|NOPTR, $16

DATA lower<>+0(SB)/8, $0xffffffff
DATA lower<>+8(SB)/8, $0
GLOBL lower<>(SB), RODATA|NOPTR, $16

// func fold(crc uint32, p []byte) uint32
TEXT ·fold(SB), NOSPLIT, $0-36
	MOVQ    p_base+8(FP), SI
	MOVQ    p_len+16(FP), CX
	ADDQ    SI, CX
	MOVL    crc+0(FP), AX
	VMOVD   AX, X0
	VPXOR   (SI), X0, X0
	VMOVDQU by128<>(SB), X3
	JMP     next

block:
	VPCLMULQDQ $0x11, X3, X0, X1
	VPCLMULQDQ $0x00, X3, X0, X0
	VPXOR      (SI), X1, X1
	VPXOR      X1, X0, X0

next:
	ADDQ $16, SI
	CMPQ SI, CX
	JCS  block

	// 128 bits become 96, and 64.
	VMOVDQU    lower<>(SB), X2
	VPSRLDQ    $8, X0, X1
	VPCLMULQDQ $0x10, X3, X0, X0
	VPXOR      X1, X0, X0
	VPAND      X2, X0, X1
	VPCLMULQDQ $0x00, by32<>(SB), X1, X1
	VPSRLDQ    $4, X0, X0
	VPXOR      X1, X0, X0

	// Barrett reduction to 32.
	VMOVDQU    polynomial<>(SB), X3
	VPAND      X2, X0, X1
	VPCLMULQDQ $0x10, X3, X1, X1
	VPAND      X2, X1, X1
	VPCLMULQDQ $0x00, X3, X1, X1
	VPXOR      X1, X0, X0
	VPEXTRD    $1, X0, AX
	MOVL       AX, ret+32(FP)
	RET
