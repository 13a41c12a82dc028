package verify

import "testing"

// TestFrame checks that only numbers that have differed before may differ, and that sequence
// numbers must be the next.
func TestFrame(t *testing.T) {
	const before, behind = `{"n":`, `,"sum":1`
	var f frame
	take := func(number, text, count string) {
		data := []byte(before + number + `,"text":"` + text + `","count":` + count + behind)
		from, last := len(before), len(data)-len(behind)
		f.came = []hole{{span{from, from + len(number)}, sequenceNumber}, {span{last - len(count), last}, anyNumber}}
		at := from + len(number) + len(`,"text":"`)
		f.take(data, at, at+len(text))
	}
	isAround := func(number, text, count, behind string) bool {
		data := []byte(before + number + `,"text":"` + text + `","count":` + count + behind)
		to := len(data) - len(`","count":`) - len(count) - len(behind)
		return f.isAround(data, to, 12)
	}
	wants := func(want bool, number, count, behind string) {
		t.Helper()
		if got := isAround(number, "xyz", count, behind); got != want {
			t.Errorf("sequence number %s, count %s%s: alike is %v", number, count, behind, got)
		}
	}
	take("11", "ab", "40")
	wants(true, "12", "40", behind)
	wants(false, "12", "41", behind) // this number has not differed yet
	take("11", "ab", "41")
	wants(true, "12", "99", behind)
	wants(false, "13", "41", behind)
	wants(false, "1x", "41", behind)
	wants(false, "12", "4x", behind)
	wants(false, "12", "04", behind)
	wants(false, "12", "-4", behind)
	wants(false, "12", "41", `,"sum":2`)
	f.forget()
	take("11", "ab", "41")
	wants(false, "12", "40", behind)
}
