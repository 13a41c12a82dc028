package cmd

import (
	"fmt"
	"time"

	"mock-openai/fast"
)

// boundFlags say what clients can ask of the server's memory and patience.
type boundFlags struct {
	MaxBody             int           `default:"${max_body}" help:"Longest request body in bytes; what is longer gets 413."`
	MaxMemory           int64         `default:"0" help:"Bytes that request bodies and answers may hold at a time, those of up to 32 KiB aside; what needs more gets 503. 0 for three tenths of the machine's or container's memory."`
	MaxConnections      int           `default:"0" help:"Most connections at a time; what is more is closed at once. 0 for any number."`
	MaxConnectionsPerIP int           `name:"max-connections-per-ip" default:"0" help:"The same for each address."`
	CORS                bool          `name:"cors" help:"Let pages of every origin use the server."`
	ReadTimeout         time.Duration `default:"30s" help:"How long to wait for the next byte of a request that has begun; 0 for ever."`
	ReceiveTimeout      time.Duration `default:"5m" help:"How long a request may take from its first byte to its last; 0 for ever."`
	WriteTimeout        time.Duration `default:"30s" help:"How long a client may take nothing of its answer; 0 for ever."`
	IdleTimeout         time.Duration `default:"10m" help:"How long to keep a connection between requests; 0 for ever."`
}

func (f *boundFlags) validate() error {
	switch {
	case f.MaxBody < 1:
		return fmt.Errorf("--max-body must be at least 1, not %d", f.MaxBody)
	case f.MaxMemory < 0:
		return fmt.Errorf("--max-memory must not be negative, not %d", f.MaxMemory)
	case f.MaxConnections < 0:
		return fmt.Errorf("--max-connections must not be negative, not %d", f.MaxConnections)
	case f.MaxConnectionsPerIP < 0:
		return fmt.Errorf("--max-connections-per-ip must not be negative, not %d", f.MaxConnectionsPerIP)
	case f.ReadTimeout < 0:
		return fmt.Errorf("--read-timeout must not be negative, not %v", f.ReadTimeout)
	case f.ReceiveTimeout < 0:
		return fmt.Errorf("--receive-timeout must not be negative, not %v", f.ReceiveTimeout)
	case f.WriteTimeout < 0:
		return fmt.Errorf("--write-timeout must not be negative, not %v", f.WriteTimeout)
	case f.IdleTimeout < 0:
		return fmt.Errorf("--idle-timeout must not be negative, not %v", f.IdleTimeout)
	}
	return nil
}

// configure has config say what the flags say.
func (f *boundFlags) configure(config *fast.Config) {
	config.Limits.MaxBody = f.MaxBody
	config.Limits.MaxMemory = f.MaxMemory
	config.Transport.CORS = f.CORS
	config.Limits.MaxConns, config.Limits.MaxConnsPerIP = f.MaxConnections, f.MaxConnectionsPerIP
	config.Transport.ReadTimeout, config.Transport.WriteTimeout, config.Transport.IdleTimeout = f.ReadTimeout, f.WriteTimeout, f.IdleTimeout
	config.Transport.ReceiveTimeout = f.ReceiveTimeout
}
