package load

import "golang.org/x/sys/unix"

// isAcknowledged reports whether the server's system has acknowledged all that was sent, if
// this one tells: a socket that is closed refuses what comes.
func (p *peek) isAcknowledged() (all, known bool) {
	if p.raw == nil {
		return false, false
	}
	p.raw.Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if err == nil && info.Bytes_sent > 0 { // older kernels do not count them
			known = true
			all = info.Bytes_acked > info.Bytes_sent-info.Bytes_retrans // SYN counts as one
		}
	})
	return all, known
}
