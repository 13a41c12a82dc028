package h2

import (
	"bytes"
	"strconv"

	"github.com/valyala/fasthttp"
)

var (
	lineEnd = []byte("\r\n")
	colon   = []byte(": ")
)

// appendHeader appends the header block of s's answer. A value may contain further lines:
// a handler may write several fields as one.
func (s *stream) appendHeader(dst []byte, length int) []byte {
	server, res := s.conn.server, &s.ctx.Response
	if status := res.StatusCode(); status == fasthttp.StatusOK {
		dst = append(dst, statusOK)
	} else {
		var digits [8]byte
		dst = appendIndexedName(dst, nameStatus, strconv.AppendInt(digits[:0], int64(status), 10))
	}
	dst = append(dst, server.name...)
	dst = server.clock.appendDate(dst, s.began)
	if length >= 0 {
		var digits [20]byte
		dst = appendIndexedName(dst, nameContentLength, strconv.AppendInt(digits[:0], int64(length), 10))
	}
	for name, value := range res.Header.All() {
		dst = appendLines(dst, name, value)
	}
	return dst
}

// appendLines appends a field, and those on further lines of its value.
func appendLines(dst, name, value []byte) []byte {
	line, rest, more := bytes.Cut(value, lineEnd)
	for {
		if !isConnectionHeader(name) {
			dst = appendField(dst, name, line)
		}
		if !more {
			return dst
		}
		line, rest, more = bytes.Cut(rest, lineEnd)
		name, line, _ = bytes.Cut(line, colon)
	}
}

// isConnectionHeader reports whether a header field of HTTP/1.1 does not belong in
// HTTP/2 (RFC 9113, section 8.2.2), or is one that appendHeader appends.
func isConnectionHeader(name []byte) bool {
	switch string(name) {
	case "Connection", "Content-Length", "Date", "Keep-Alive", "Proxy-Connection", "Server", "Transfer-Encoding", "Upgrade":
		return true
	}
	return false
}
