//go:build !linux

package pace

func newAlarm(bool) (alarm, error) { return newTimer(), nil }
