package verify

import (
	"fmt"
	"strings"
	"testing"
)

// TestArithmetic sends limits and counts that overflow integers, in bodies and in answers.
func TestArithmetic(t *testing.T) {
	f := func(want, body, choice, usage string) {
		t.Helper()
		c := opened(t, Config{API: Chat}, body)
		c.Body([]byte(`{"id":"a","choices":[`+choice+`],"usage":`+usage+`}`), true)
		c.End(nil)
		kinds := ""
		for _, fault := range c.faults {
			kinds += fault.kind.String()
		}
		if kinds != want {
			t.Errorf("%s answered with usage %s: %q, want %q: %+v", body, usage, kinds, want, c.faults)
		}
	}
	var all []string
	for i := range 128 {
		all = append(all, fmt.Sprintf(`{"index":%d,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}`, i))
	}
	const good = `{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}`
	for _, most := range []string{"999999999999999999", "144115188075855873", "99999999999999999999", "1e300", "-1", "null"} {
		f("", `{"model":"m","n":128,"max_tokens":`+most+`}`, strings.Join(all, ","), good)
	}
	f("wrong_finish", `{"model":"m","n":128,"max_tokens":0}`, strings.Join(all, ","), good)
	for _, n := range []string{"1e300", "-1", "0", "1.5", "null"} {
		f("", `{"model":"m","n":`+n+`}`, all[0], good)
	}
	f("missing_text", `{"model":"m","n":999999999999999999,"max_tokens":999999999999999999}`, all[0], good)

	const body, echo = `{"model":"m"}`, `{"model":"echo","messages":[{"role":"user","content":"x"}]}`
	for _, number := range []string{"1e300", "-5", "1.5", "99999999999999999999", `"2"`} {
		for _, member := range []string{`"prompt_tokens":1`, `"completion_tokens":2`, `"total_tokens":3`} {
			key, _, _ := strings.Cut(member, ":")
			f("wrong_usage", body, all[0], strings.Replace(good, member, key+":"+number, 1))
		}
		f("wrong_usage", echo, all[0], `{"prompt_tokens":`+number+`,"completion_tokens":1,"total_tokens":0}`)
		f("wrong_usage", echo, all[0], `{"prompt_tokens":`+number+`,"completion_tokens":1,"total_tokens":-1}`)
		f("unexpected_event", body, strings.Replace(all[0], `"index":0`, `"index":`+number, 1), good)
	}
	f("wrong_usage", body, all[0], `{"prompt_tokens":999999999999999999,"completion_tokens":999999999999999999,"total_tokens":-1}`)
	f("", body, strings.Replace(all[0], `"index":0`, `"index":null`, 1), good)
}

// TestArithmetic_Sequence sends sequence numbers that no event can have.
func TestArithmetic_Sequence(t *testing.T) {
	for _, number := range []string{"1e300", "-1", "0.5", "999999999999999999", "99999999999999999999"} {
		c := opened(t, Config{API: Responses, Stream: true}, `{"model":"m","stream":true,"input":[]}`)
		c.takeAll("", `{"type":"response.created","sequence_number":0,"response":{"id":"a","status":"in_progress"}}`,
			"", `{"type":"response.in_progress","sequence_number":`+number+`,"response":{"id":"a"}}`,
			"", `{"type":"response.completed","sequence_number":2,"response":{"id":"a","status":"completed","usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}}`)
		if c.End(nil); len(c.faults) != 1 || c.faults[0].kind != UnexpectedEvent {
			t.Errorf("%s: %+v", number, c.faults)
		}
	}
}
