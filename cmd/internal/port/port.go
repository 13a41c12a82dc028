// Package port listens on the address that flags give, and says why it cannot.
package port

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"mock-openai/bench"
)

// Listen listens on the address of a flag. The error names the flag.
func Listen(address, flag string) (net.Listener, error) {
	ln, err := net.Listen("tcp", address)
	if err == nil {
		return ln, nil
	}
	err = fmt.Errorf("cannot listen on %s: %w", address, Cause(err))
	switch _, port, _ := net.SplitHostPort(address); {
	case isInUse(err):
		return nil, fmt.Errorf("%w%s; choose another port with %s", err, holder(port), flag)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("%w; choose a port above 1023 with %s", err, flag)
	}
	return nil, err
}

// isInUse reports whether err says that another process has the port.
func isInUse(err error) bool {
	const wsaeaddrinuse = syscall.Errno(10048) // the same on Windows
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaeaddrinuse)
}

// holder names the process that listens on a port, or returns "" if the system does not
// tell.
func holder(port string) string {
	n, err := strconv.Atoi(port)
	if err != nil {
		return ""
	}
	pid, err := bench.PIDOfPort(n)
	if err != nil {
		return ""
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(": %s (process %d) listens on port %d", strings.TrimSpace(string(name)), pid, n)
}

// Cause returns the error of the system call without the address that net puts in front of
// it.
func Cause(err error) error {
	var call *os.SyscallError
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}
