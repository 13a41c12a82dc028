package render

// Kept is b emptied, or nil if it has grown too large to keep.
func Kept(b []byte) []byte {
	if cap(b) > MaxKept {
		return nil
	}
	return b[:0]
}

// Emptied is s without its elements, or nil if it has grown too large to keep.
func Emptied[T any](s []T) []T {
	if cap(s) > maxElements {
		return nil
	}
	clear(s)
	return s[:0]
}

// MaxKept is the capacity in bytes above which a buffer is left to the garbage
// collector: one huge request must not pin memory.
const MaxKept = 64 << 10

// maxElements is the same for slices of choices and inputs.
const maxElements = 1 << 10
