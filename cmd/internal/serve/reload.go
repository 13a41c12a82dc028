package serve

import (
	"io"
	"os"
	"os/signal"
	"syscall"

	"mock-openai/cmd/internal/output"
)

// hangups returns a channel of the SIGHUPs from now on. They no longer end the process.
func hangups() chan os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c
}

// reloadOnHangup calls all of reloads on every SIGHUP until stop is called. It prints each
// error on a line of stderr. Without reloads SIGHUP does nothing.
func reloadOnHangup(hangups chan os.Signal, reloads []func() error, stderr io.Writer) (stop func()) {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-hangups:
			case <-done:
				return
			}
			for _, reload := range reloads {
				if err := reload(); err != nil {
					output.Warn(stderr, err)
				}
			}
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(done)
	}
}
