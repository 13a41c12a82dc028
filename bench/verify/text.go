package verify

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
)

// texts makes a unique text for every number: words or rich pieces drawn by the number, with
// a tag of the number every few pieces. Texts of even numbers are ASCII, those of odd numbers
// rich.
type texts struct {
	salt  uint64 // random number of the run
	chars int    // approximate length of a text
}

const tagDigits = 16

// tag returns the tag of a number in its text. It is unique in a run, and almost certainly
// among runs.
func (t *texts) tag(number uint64) uint64 { return mix(t.salt + number) }

// number returns the number with that tag, and whether it is less than count.
func (t *texts) number(tag, count uint64) (uint64, bool) {
	number := unmix(tag) - t.salt
	return number, number < count
}

const (
	pieceChars = 11 // approximate length of a piece
	tagEvery   = 6  // number of pieces from tag to tag
)

// pieces returns the pieces that the text of a number is drawn from, and how many are drawn.
func (t *texts) pieces(number uint64) (all []piece, n int) {
	all = words[:]
	if number%2 == 1 {
		all = rich
	}
	few := max(t.chars/pieceChars/2, 1)
	return all, few + int(mix(t.tag(number))%uint64(2*few))
}

// appendText appends the text of number.
func (t *texts) appendText(dst []byte, number uint64, f form) []byte {
	pieces, n := t.pieces(number)
	draw := t.tag(number)
	var tag [tagDigits/2 + tagDigits + 1]byte
	binary.BigEndian.PutUint64(tag[:], draw)
	written := append(hex.AppendEncode(tag[:tagDigits/2], tag[:tagDigits/2]), ' ')[tagDigits/2:]
	for i := range n {
		if i%tagEvery == 0 {
			dst = append(dst, written...)
		}
		draw = mix(draw + 1)
		dst = append(dst, pieces[draw%uint64(len(pieces))].forms[f]...)
	}
	return dst
}

// count returns how many characters the text of number has.
func (t *texts) count(number uint64) int {
	pieces, n := t.pieces(number)
	draw, chars := t.tag(number), (n+tagEvery-1)/tagEvery*(tagDigits+1)
	for range n {
		draw = mix(draw + 1)
		chars += pieces[draw%uint64(len(pieces))].chars
	}
	return chars
}

// foreign looks for a number other than own, among the first count, whose text contains part.
// It finds the tags of all numbers, but other text only of numbers up to window away from
// own.
func (t *texts) foreign(part []byte, own, count, window uint64) (uint64, bool) {
	for i := 0; i+tagDigits <= len(part); i++ {
		var tag [tagDigits / 2]byte
		if _, err := hex.Decode(tag[:], part[i:i+tagDigits]); err != nil {
			continue
		}
		if number, ok := t.number(binary.BigEndian.Uint64(tag[:]), count); ok && number != own {
			return number, true
		}
	}
	var text []byte
	for d := uint64(1); d <= window; d++ {
		for _, number := range [...]uint64{own - d, own + d} {
			if number >= count {
				continue
			}
			if text = t.appendText(text[:0], number, unquoted); bytes.Contains(text, part) {
				return number, true
			}
		}
	}
	return 0, false
}

// mix is a bijection that scatters its values: the finalizer of SplitMix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// unmix undoes mix.
func unmix(x uint64) uint64 {
	x = (x ^ x>>31 ^ x>>62) * 0x319642b2d24d8ec3
	x = (x ^ x>>27 ^ x>>54) * 0x96de1b173f119089
	return x ^ x>>30 ^ x>>60
}
