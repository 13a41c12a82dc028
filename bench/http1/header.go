package http1

import (
	"bytes"
	"fmt"
)

var (
	keyLength     = []byte("Content-Length")
	keyCoding     = []byte("Content-Encoding")
	keyEncoding   = []byte("Transfer-Encoding")
	keyType       = []byte("Content-Type")
	keyConnection = []byte("Connection")
	keyXRequestID = []byte("X-Request-Id")
	keyRequestID  = []byte("Request-Id")       // of Anthropic
	keyTraceID    = []byte("X-Debug-Trace-Id") // of Cohere
	keyAmznID     = []byte("X-Amzn-Requestid") // of Bedrock

	valueChunked = []byte("chunked")
	comma        = []byte(",")

	valueEvents = []byte("text/event-stream")
	valueClose  = []byte("close")
	valueKeep   = []byte("keep-alive")
)

// takeHeader notes the headers that say how to read the body, and those that Response has.
// The length of a name rules out most others.
func (r *Response) takeHeader(line []byte) error {
	i := bytes.IndexByte(line, ':')
	if i < 0 {
		return fmt.Errorf("%w: header %.40q", ErrMalformed, line)
	}
	key := line[:i]
	switch i {
	case len(keyLength):
		if bytes.EqualFold(key, keyLength) {
			return r.takeLength(bytes.TrimSpace(line[i+1:]))
		}
	case len(keyEncoding):
		if bytes.EqualFold(key, keyEncoding) {
			r.chunked = hasSuffixFold(bytes.TrimSpace(line[i+1:]), valueChunked)
		}
	case len(keyType):
		if bytes.EqualFold(key, keyType) {
			r.contentType = append(r.contentType[:0], bytes.TrimSpace(line[i+1:])...)
			r.Stream = isStream(r.contentType)
		} else if bytes.EqualFold(key, keyXRequestID) {
			r.requestID = append(r.requestID[:0], bytes.TrimSpace(line[i+1:])...)
		}
	case len(keyTraceID):
		if bytes.EqualFold(key, keyTraceID) || bytes.EqualFold(key, keyAmznID) {
			r.requestID = append(r.requestID[:0], bytes.TrimSpace(line[i+1:])...)
		} else if bytes.EqualFold(key, keyCoding) {
			r.encoding = append(r.encoding[:0], bytes.TrimSpace(line[i+1:])...)
		}
	case len(keyConnection):
		if bytes.EqualFold(key, keyConnection) {
			r.takeConnection(line[i+1:])
		} else if bytes.EqualFold(key, keyRequestID) {
			r.requestID = append(r.requestID[:0], bytes.TrimSpace(line[i+1:])...)
		}
	}
	return nil
}

// takeConnection reads the options of a connection, of which close is the strongest.
func (r *Response) takeConnection(options []byte) {
	for len(options) > 0 {
		option, rest, _ := bytes.Cut(options, comma)
		switch option = bytes.TrimSpace(option); {
		case bytes.EqualFold(option, valueClose):
			r.KeepAlive = false
			return
		case bytes.EqualFold(option, valueKeep):
			r.KeepAlive = true
		}
		options = rest
	}
}

// isStream reports whether a Content-Type is that of server-sent events.
func isStream(contentType []byte) bool {
	n := len(valueEvents)
	return len(contentType) >= n && bytes.EqualFold(contentType[:n], valueEvents)
}

func hasSuffixFold(s, suffix []byte) bool {
	return len(s) >= len(suffix) && bytes.EqualFold(s[len(s)-len(suffix):], suffix)
}

// takeLength reads a Content-Length.
func (r *Response) takeLength(value []byte) error {
	n := int64(0)
	if len(value) == 0 || len(value) > 18 {
		return fmt.Errorf("%w: Content-Length %.40q", ErrMalformed, value)
	}
	for _, c := range value {
		if c < '0' || c > '9' {
			return fmt.Errorf("%w: Content-Length %.40q", ErrMalformed, value)
		}
		n = n*10 + int64(c-'0')
	}
	if r.left >= 0 && r.left != n { // nobody knows where the answer ends
		return fmt.Errorf("%w: Content-Length %d and %d", ErrMalformed, r.left, n)
	}
	r.left = n
	return nil
}
