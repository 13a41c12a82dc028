package receive

import (
	"unsafe"

	"github.com/valyala/fasthttp"
)

// contextOf returns the context of the request that h is the header of. fasthttp
// hands its hook the header of a request that it serves, never one that stands alone.
func contextOf(h *fasthttp.RequestHeader) *fasthttp.RequestCtx {
	const offset = unsafe.Offsetof(fasthttp.RequestCtx{}.Request) + unsafe.Offsetof(fasthttp.Request{}.Header)
	return (*fasthttp.RequestCtx)(unsafe.Add(unsafe.Pointer(h), -int(offset)))
}
