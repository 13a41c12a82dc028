package serve

import (
	"fmt"
	"time"

	"mock-openai/fast"
)

// boundFlags limit how much memory and time clients can cost the server.
type boundFlags struct {
	MaxBody             int           `default:"${max_body}" help:"Longest request body in bytes; longer ones get 413."`
	MaxMemory           int64         `default:"0" help:"Bytes that bodies and answers above 32 KiB may hold together; beyond that 503. 0 takes three tenths of the memory."`
	MaxConnections      int           `default:"0" help:"Most open connections; more are closed at once."`
	MaxConnectionsPerIP int           `name:"max-connections-per-ip" default:"0" help:"The same for each address."`
	ReadTimeout         time.Duration `default:"30s" help:"Wait for the next byte of a request that has begun."`
	ReceiveTimeout      time.Duration `default:"5m" help:"Time for a whole request to arrive."`
	WriteTimeout        time.Duration `default:"30s" help:"Wait for a client that takes nothing of its answer."`
	IdleTimeout         time.Duration `default:"10m" help:"Keep a connection open between requests."`
}

func (f *boundFlags) validate() error {
	switch {
	case f.MaxBody < 1:
		return fmt.Errorf("--max-body must be at least 1, not %d", f.MaxBody)
	case f.MaxMemory < 0:
		return fmt.Errorf("--max-memory must not be negative: %d", f.MaxMemory)
	case f.MaxConnections < 0:
		return fmt.Errorf("--max-connections must not be negative: %d", f.MaxConnections)
	case f.MaxConnectionsPerIP < 0:
		return fmt.Errorf("--max-connections-per-ip must not be negative: %d", f.MaxConnectionsPerIP)
	case f.ReadTimeout < 0:
		return fmt.Errorf("--read-timeout must not be negative: %v", f.ReadTimeout)
	case f.ReceiveTimeout < 0:
		return fmt.Errorf("--receive-timeout must not be negative: %v", f.ReceiveTimeout)
	case f.WriteTimeout < 0:
		return fmt.Errorf("--write-timeout must not be negative: %v", f.WriteTimeout)
	case f.IdleTimeout < 0:
		return fmt.Errorf("--idle-timeout must not be negative: %v", f.IdleTimeout)
	}
	return nil
}

// configure sets the fields of config that the flags are for.
func (f *boundFlags) configure(config *fast.Config) {
	config.Limits.MaxBody = f.MaxBody
	config.Limits.MaxMemory = f.MaxMemory
	config.Limits.MaxConns, config.Limits.MaxConnsPerIP = f.MaxConnections, f.MaxConnectionsPerIP
	config.Transport.ReadTimeout, config.Transport.WriteTimeout, config.Transport.IdleTimeout = f.ReadTimeout, f.WriteTimeout, f.IdleTimeout
	config.Transport.ReceiveTimeout = f.ReceiveTimeout
}
