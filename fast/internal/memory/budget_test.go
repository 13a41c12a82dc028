package memory

import "testing"

func TestCharge(t *testing.T) {
	b := NewBudget(4 * Threshold)
	var c, other Charge
	f := func(ok, want bool, held int64) {
		t.Helper()
		if ok != want || b.Held() != held {
			t.Errorf("%v, %d bytes held, want %v, %d", ok, b.Held(), want, held)
		}
	}
	f(c.Resize(b, Threshold), true, 0)
	f(c.Resize(b, 2*Threshold), true, 2*Threshold)
	f(other.Resize(b, 3*Threshold), false, 2*Threshold)
	f(other.Resize(b, 2*Threshold), true, 4*Threshold)
	f(c.Resize(b, 3*Threshold), false, 4*Threshold)
	c.ForceResize(b, 3*Threshold)
	f(c.Resize(b, 2*Threshold), true, 4*Threshold)
	f(c.Resize(b, 1), true, 2*Threshold)
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
