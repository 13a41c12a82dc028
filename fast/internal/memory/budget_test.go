package memory

import "testing"

func TestCharge(t *testing.T) {
	b := NewBudget(4 * Free)
	var c, other Charge
	f := func(ok, want bool, held int64) {
		t.Helper()
		if ok != want || b.Held() != held {
			t.Errorf("%v, %d bytes held, want %v, %d", ok, b.Held(), want, held)
		}
	}
	f(c.Resize(b, Free), true, 0)
	f(c.Resize(b, 2*Free), true, 2*Free)
	f(other.Resize(b, 3*Free), false, 2*Free)
	f(other.Resize(b, 2*Free), true, 4*Free)
	f(c.Resize(b, 3*Free), false, 4*Free)
	c.Correct(b, 3*Free)
	f(c.Resize(b, 2*Free), true, 4*Free)
	f(c.Resize(b, 1), true, 2*Free)
	other.Release()
	other.Release()
	c.Release()
	f(true, true, 0)
	if b.Refused() != 2 {
		t.Errorf("%d refusals", b.Refused())
	}

	any := NewBudget(0)
	f(c.Resize(any, 1<<40), true, 0)
	if any.Held() != 1<<40 {
		t.Errorf("%d bytes held", any.Held())
	}
}
