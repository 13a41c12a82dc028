package cmd

import (
	"os"
	"os/signal"
	"syscall"
)

// reloadOnHangup calls all of reloads on every SIGHUP, until stop is called.
// What fails gets a line on stderr. With nothing to reload SIGHUP ends the
// process, as ever.
func reloadOnHangup(reloads []func() error) (stop func()) {
	if len(reloads) == 0 {
		return func() {}
	}
	hangups, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for {
			select {
			case <-hangups:
			case <-done:
				return
			}
			for _, reload := range reloads {
				if err := reload(); err != nil {
					warn(err)
				}
			}
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(done)
	}
}
