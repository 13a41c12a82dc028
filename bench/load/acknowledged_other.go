//go:build unix && !linux

package load

// isAcknowledged knows nothing: there is no common call for it.
func (*peek) isAcknowledged() (all, known bool) { return false, false }
