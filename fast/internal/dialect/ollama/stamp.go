package ollama

import (
	"time"

	"mock-openai/fast/internal/render"
)

// stamp is a rendered time in seconds. Answers of the same second share it:
// package time takes 700 instructions for a time, a twentieth of an answer.
type stamp struct {
	second int64
	text   [len(seconds)]byte // unset as long as second is 0
}

const seconds = "2006-01-02T15:04:05"

// append appends the time so many nanoseconds after a Unix second, as time.RFC3339Nano in
// UTC. The year has four digits.
func (s *stamp) append(dst []byte, second int64, nanos int) []byte {
	second, nanos = second+int64(nanos)/int64(time.Second), nanos%int(time.Second)
	if second != s.second {
		s.second = second
		time.Unix(second, 0).UTC().AppendFormat(s.text[:0], seconds)
	}
	dst = append(dst, s.text[:]...)
	if nanos > 0 {
		point := len(dst)
		dst = render.AppendInt(dst, int(time.Second)+nanos) // a one and nine digits
		for dst[point] = '.'; dst[len(dst)-1] == '0'; {
			dst = dst[:len(dst)-1]
		}
	}
	return append(dst, 'Z')
}
