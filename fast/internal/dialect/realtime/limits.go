package realtime

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
)

// Begin reads the limits in the headers of an answer, for the event rate_limits.updated. A
// server without limits sends no such event.
func (v *conversation) Begin(h *fasthttp.ResponseHeader) {
	var lines strings.Builder
	for name, value := range h.All() {
		if strings.HasPrefix(string(name), "X-Ratelimit-") {
			fmt.Fprintf(&lines, "%s: %s\r\n", name, value) // the value may contain more lines
		}
	}
	found := map[string]string{}
	for line := range strings.SplitSeq(lines.String(), "\r\n") {
		name, value, _ := strings.Cut(line, ": ")
		found[strings.ToLower(name)] = strings.TrimSpace(value)
	}
	var limits []string
	for _, of := range []string{"requests", "tokens"} {
		limit, err := strconv.Atoi(found["x-ratelimit-limit-"+of])
		left, err2 := strconv.Atoi(found["x-ratelimit-remaining-"+of])
		reset, err3 := time.ParseDuration(found["x-ratelimit-reset-"+of])
		if err == nil && err2 == nil && err3 == nil {
			limits = append(limits, fmt.Sprintf(`{"name":"%s","limit":%d,"remaining":%d,"reset_seconds":%.3f}`, of, limit, left, reset.Seconds()))
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.limits = v.limits[:0]
	if len(limits) > 0 {
		v.limits = append(v.limits, "["+strings.Join(limits, ",")+"]"...)
	}
}
