package render

// ResetOrDrop returns b emptied, or nil if it is too large to pool.
func ResetOrDrop(b []byte) []byte {
	if cap(b) > MaxPooled {
		return nil
	}
	return b[:0]
}

// ClearOrDrop returns s without its elements, or nil if it is too large to pool.
func ClearOrDrop[T any](s []T) []T {
	if cap(s) > maxElements {
		return nil
	}
	clear(s)
	return s[:0]
}

// MaxPooled is the capacity in bytes above which a buffer is left to the garbage
// collector: one huge request must not pin memory.
const MaxPooled = 64 << 10

// maxElements is the same for slices of choices and inputs.
const maxElements = 1 << 10
