package header

import (
	"bytes"
	"net/url"

	"github.com/valyala/fasthttp"
)

// DecodePath decodes what the path of u escapes without need, so that
// /v1/%63hat/completions is /v1/chat/completions (RFC 3986, section 6.2.2.2), and reports
// whether there was any such. An escaped slash stays as it is: it parts nothing, and is
// one of an id.
func DecodePath(u *fasthttp.URI) bool {
	path := u.PathOriginal()
	if bytes.IndexByte(path, '%') < 0 {
		return false
	}
	decoded := AppendDecoded(nil, path)
	if len(decoded) == len(path) {
		return false
	}
	u.SetPathBytes(decoded)
	return true
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

// unescape decodes the escape that s begins with; false says that there is none.
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
	return '0' <= b && b <= '9' || 'a' <= lower && lower <= 'z' || bytes.IndexByte([]byte("-._~"), b) >= 0
}

// PathRest is everything behind base in the path, its slashes and colons escaped or not.
// The path may begin with more than base, as that of a gateway does.
func PathRest(ctx *fasthttp.RequestCtx, base string) []byte {
	return Unescaped(behind(ctx, base))
}

// PathID is the segment behind base in the path.
func PathID(ctx *fasthttp.RequestCtx, base string) []byte {
	id, _, _ := bytes.Cut(behind(ctx, base), []byte("/"))
	return Unescaped(id)
}

func behind(ctx *fasthttp.RequestCtx, base string) []byte {
	path := ctx.Request.URI().PathOriginal()
	if _, rest, found := bytes.Cut(path, []byte(base)); found {
		return rest
	}
	return path
}

// Unescaped is id with its escapes decoded. It is id itself if there are none.
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
