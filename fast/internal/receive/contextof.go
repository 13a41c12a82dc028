package receive

import (
	"unsafe"

	"github.com/valyala/fasthttp"
)

// contextOf returns the context of the request whose header is h. fasthttp calls its
// hook only with the header of a request that it serves, never with one on its own.
func contextOf(h *fasthttp.RequestHeader) *fasthttp.RequestCtx {
	const offset = unsafe.Offsetof(fasthttp.RequestCtx{}.Request) + unsafe.Offsetof(fasthttp.Request{}.Header)
	return (*fasthttp.RequestCtx)(unsafe.Add(unsafe.Pointer(h), -int(offset)))
}
