package header

import (
	"bytes"
	"net/url"

	"github.com/valyala/fasthttp"
)

// DecodePath decodes the needless escapes in the path of u, so that
// /v1/%63hat/completions becomes /v1/chat/completions (RFC 3986, section 6.2.2.2). It
// reports whether the path has changed. An escaped slash stays escaped: it belongs to an
// id and separates no segments.
func DecodePath(u *fasthttp.URI) bool {
	path := u.PathOriginal()
	if !hasNeedless(path) {
		return false
	}
	u.SetPathBytes(AppendDecoded(nil, path))
	return true
}

// hasNeedless reports whether path has escapes of unreserved characters.
func hasNeedless(path []byte) bool {
	for {
		at := bytes.IndexByte(path, '%')
		if at < 0 {
			return false
		}
		path = path[at:]
		if b, ok := unescape(path); ok && isUnreserved(b) {
			return true
		}
		path = path[1:]
	}
}

// AppendDecoded appends path with its escapes of unreserved characters decoded.
func AppendDecoded(dst, path []byte) []byte {
	for i := 0; i < len(path); i++ {
		if b, ok := unescape(path[i:]); ok && isUnreserved(b) {
			dst = append(dst, b)
			i += len("63")
			continue
		}
		dst = append(dst, path[i])
	}
	return dst
}

// unescape decodes the escape at the start of s, and reports whether there is one.
func unescape(s []byte) (byte, bool) {
	if len(s) < len("%63") || s[0] != '%' {
		return 0, false
	}
	high, ok := hexDigit(s[1])
	low, fine := hexDigit(s[2])
	return high<<4 | low, ok && fine
}

func hexDigit(b byte) (byte, bool) {
	switch lower := b | 0x20; {
	case '0' <= b && b <= '9':
		return b - '0', true
	case 'a' <= lower && lower <= 'f':
		return lower - 'a' + 10, true
	}
	return 0, false
}

func isUnreserved(b byte) bool {
	lower := b | 0x20
	return '0' <= b && b <= '9' || 'a' <= lower && lower <= 'z' || b == '-' || b == '.' || b == '_' || b == '~'
}

// PathRest returns everything after base in the path, unescaped. It may contain slashes.
// The path may have a prefix before base, as that of a gateway does.
func PathRest(ctx *fasthttp.RequestCtx, base string) []byte {
	return Unescaped(afterBase(ctx, base))
}

// PathID returns the segment after base in the path, unescaped.
func PathID(ctx *fasthttp.RequestCtx, base string) []byte {
	id, _, _ := bytes.Cut(afterBase(ctx, base), []byte("/"))
	return Unescaped(id)
}

func afterBase(ctx *fasthttp.RequestCtx, base string) []byte {
	path := ctx.Request.URI().PathOriginal()
	if _, rest, found := bytes.Cut(path, []byte(base)); found {
		return rest
	}
	return path
}

// AppendUnescaped appends id with its escapes decoded.
func AppendUnescaped(dst, id []byte) []byte {
	for {
		at := bytes.IndexByte(id, '%')
		if at < 0 {
			return append(dst, id...)
		}
		dst, id = append(dst, id[:at]...), id[at:]
		if b, ok := unescape(id); ok {
			dst, id = append(dst, b), id[len("%63"):]
		} else {
			dst, id = append(dst, '%'), id[1:]
		}
	}
}

// Unescaped returns id with its escapes decoded. It returns id itself if it has none.
func Unescaped(id []byte) []byte {
	if bytes.IndexByte(id, '%') < 0 {
		return id
	}
	plain, err := url.PathUnescape(string(id))
	if err != nil {
		return id
	}
	return []byte(plain)
}
