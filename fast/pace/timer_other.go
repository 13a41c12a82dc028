//go:build !linux

package pace

func newAlarm() (alarm, error) { return newTimer(), nil }
