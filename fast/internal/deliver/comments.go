package deliver

import (
	"time"

	"mock-openai/fast/pace"
)

// KeepAlive puts a comment before the first event. In a paced stream the comment is
// sent at the start and again until the first event is due.
func (s *Stream) KeepAlive(comment string, start pace.Instant, first time.Duration) {
	s.frame = append(s.frame[:0], comment...)
	s.unread = s.frame
	s.comments = comments{at: start, until: start.Add(first)}
}

// comments are the times of the comments before a paced stream.
type comments struct{ at, until pace.Instant }

// commentInterval is the time between comments.
const commentInterval = 250 * time.Millisecond

// send writes the comment again and again until the first event is due.
func (c comments) send(wait *pacedWait, comment []byte) error {
	for at := c.at; at < c.until; at = at.Add(commentInterval) {
		if err := wait.until(at); err != nil {
			return err
		}
		if err := wait.send(comment); err != nil {
			return err
		}
	}
	return nil
}
