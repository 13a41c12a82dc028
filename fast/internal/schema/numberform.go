package schema

import (
	"math/big"
	"strconv"
)

// numberForm is a form of numbers k × unit / 10^digits, with first <= k <= last.
type numberForm struct {
	leaf
	first, last int64
	unit        int64
	digits      int
}

// Numbers without constraints are small and whole: tools often say number and take only whole
// ones. Where few whole numbers are allowed, they have a fraction of hundredths. A range wider
// than maxRange is narrowed to such numbers.
var (
	one       = big.NewRat(1, 1)
	hundredth = big.NewRat(1, 100)
	maxRange  = big.NewRat(10_000, 1)
)

// fewWhole is how many whole numbers are too few to choose from.
const fewWhole = 10

// maxDigits is how many decimal places may be used to fit a number into its range.
const maxDigits = 18

// maxBits is the largest size of a common multiple in bits.
const maxBits = 1 << 12

// numberForm returns a form of numbers of kinds k, or nil if there are none.
func (b *builder) numberForm(rules []*rule, k kinds) form {
	var lo, hi limit
	var step *big.Rat
	for _, r := range rules {
		lo = lo.tighter(r.lo, 1)
		hi = hi.tighter(r.hi, -1)
		if step = commonMultiple(step, r.multiple); step != nil && step.Num().BitLen() > maxBits {
			b.work(maxWork)
			return nil
		}
	}
	switch {
	case k == integer:
		step = commonMultiple(step, one)
	case step == nil && k == number && wholeNumbers(lo, hi) >= fewWhole:
		step = one
	case step == nil:
		step = hundredth
		for range maxDigits {
			if lo.at == nil || hi.at == nil || lo.first(step).Cmp(hi.last(step)) <= 0 {
				break
			}
			step = new(big.Rat).Quo(step, big.NewRat(10, 1))
		}
	}
	first, last := chooseRange(lo, hi, step)
	if first.Cmp(last) > 0 {
		return nil
	}
	return newNumberForm(first, last, step)
}

// wholeNumbers returns how many whole numbers are between the limits, at most fewWhole.
func wholeNumbers(lo, hi limit) int64 {
	if lo.at == nil || hi.at == nil {
		return fewWhole
	}
	n := new(big.Int).Sub(hi.last(one), lo.first(one))
	if !n.IsInt64() {
		return fewWhole
	}
	return min(n.Int64()+1, fewWhole)
}

// newNumberForm returns a form of the multiples of step from first to last, or of
// first alone if they need more than 63 bits.
func newNumberForm(first, last *big.Int, step *big.Rat) form {
	digits, _ := step.FloatPrec()
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	unit := new(big.Rat).Mul(step, new(big.Rat).SetInt(scale)).Num()
	for _, k := range []*big.Int{first, last} {
		if n := new(big.Int).Mul(k, unit); n.BitLen() > 62 || k.BitLen() > 61 {
			x := new(big.Rat).Mul(new(big.Rat).SetInt(first), step)
			return &enumForm{values: [][]byte{[]byte(x.FloatString(digits))}}
		}
	}
	return &numberForm{first: first.Int64(), last: last.Int64(), unit: unit.Int64(), digits: digits}
}

// chooseRange returns the range of multiples of step to choose from. A wide or
// unlimited range is narrowed to some numbers from 1 on, or as near to that as
// allowed.
func chooseRange(lo, hi limit, step *big.Rat) (first, last *big.Int) {
	if lo.at != nil && hi.at != nil && new(big.Rat).Sub(hi.at, lo.at).Cmp(maxRange) <= 0 {
		return lo.first(step), hi.last(step)
	}
	some := new(big.Int).Sub(floor(big.NewRat(100, 1), step), big.NewInt(1))
	if some.Cmp(big.NewInt(9)) < 0 {
		some.SetInt64(9)
	}
	first = limit{at: one}.first(step)
	if lo.at != nil && lo.first(step).Cmp(first) > 0 {
		first = lo.first(step)
	}
	last = new(big.Int).Add(first, some)
	if hi.at == nil || hi.last(step).Cmp(last) >= 0 {
		return first, last
	}
	last = hi.last(step)
	if first.Cmp(last) > 0 {
		first.Sub(last, some)
		if lo.at != nil && lo.first(step).Cmp(first) > 0 {
			first = lo.first(step)
		}
	}
	return first, last
}

// first returns the smallest k for which k × step is above the limit.
func (l limit) first(step *big.Rat) *big.Int {
	k := floor(l.at, step)
	if l.open || new(big.Rat).Mul(new(big.Rat).SetInt(k), step).Cmp(l.at) < 0 {
		k.Add(k, big.NewInt(1))
	}
	return k
}

// last returns the largest k for which k × step is below the limit.
func (l limit) last(step *big.Rat) *big.Int {
	k := floor(l.at, step)
	if l.open && new(big.Rat).Mul(new(big.Rat).SetInt(k), step).Cmp(l.at) == 0 {
		k.Sub(k, big.NewInt(1))
	}
	return k
}

// floor returns x / step, rounded down.
func floor(x, step *big.Rat) *big.Int {
	q := new(big.Rat).Quo(x, step)
	return new(big.Int).Div(q.Num(), q.Denom()) // Euclidean division rounds down, as the denominator is positive
}

// tighter returns the tighter of two limits: the greater one if sign is 1, the
// smaller one if it is -1.
func (l limit) tighter(other limit, sign int) limit {
	switch {
	case other.at == nil:
		return l
	case l.at == nil:
		return other
	}
	if c := sign * other.at.Cmp(l.at); c > 0 || c == 0 && other.open {
		return other
	}
	return l
}

// admits reports whether x is within the limit, which is a lower one if sign is 1.
func (l limit) admits(x *big.Rat, sign int) bool {
	if l.at == nil {
		return true
	}
	c := sign * x.Cmp(l.at)
	return c > 0 || c == 0 && !l.open
}

// commonMultiple returns the least common multiple. nil stands for no constraint.
func commonMultiple(x, y *big.Rat) *big.Rat {
	switch {
	case x == nil:
		return y
	case y == nil:
		return x
	}
	n := new(big.Int).GCD(nil, nil, x.Num(), y.Num())
	n.Quo(new(big.Int).Mul(x.Num(), y.Num()), n)
	return new(big.Rat).SetFrac(n, new(big.Int).GCD(nil, nil, x.Denom(), y.Denom()))
}

func (d *numberForm) append(g *generator, dst []byte) []byte {
	n := (d.first + g.Int64N(d.last-d.first+1)) * d.unit
	return appendDecimal(dst, n, d.digits)
}

// appendDecimal appends n / 10^digits without trailing zeros.
func appendDecimal(dst []byte, n int64, digits int) []byte {
	for ; digits > 0 && n%10 == 0; digits-- {
		n /= 10
	}
	if n < 0 {
		dst = append(dst, '-')
		n = -n
	}
	start := len(dst)
	dst = strconv.AppendInt(dst, n, 10)
	if digits == 0 {
		return dst
	}
	for len(dst)-start <= digits {
		dst = append(dst, 0)
		copy(dst[start+1:], dst[start:])
		dst[start] = '0'
	}
	dst = append(dst, 0)
	point := len(dst) - 1 - digits
	copy(dst[point+1:], dst[point:])
	dst[point] = '.'
	return dst
}

func (d *numberForm) measure() int { return 8 + d.digits }
