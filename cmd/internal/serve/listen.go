package serve

import (
	"crypto/tls"
	"errors"
	"fmt"
	"slices"
	"time"

	"mock-openai/cmd/internal/port"
	"mock-openai/fast"
)

// listenFlags are the flags of serve for its address, TLS and API keys.
type listenFlags struct {
	port.Address
	TLSCert       string        `name:"tls-cert" placeholder:"PATH" help:"Speak TLS with this certificate and its chain, in PEM; read again on SIGHUP."`
	TLSKey        string        `name:"tls-key" placeholder:"PATH" help:"Private key of that certificate, in PEM."`
	TLSSelfSigned bool          `name:"tls-self-signed" help:"Speak TLS with a certificate made at start."`
	H2C           bool          `name:"h2c" env:"MOCK_OPENAI_H2C" help:"Also accept cleartext HTTP/2 (prior knowledge)."`
	StreamWriter  bool          `name:"stream-writer" help:"Send every stream through SetBodyStreamWriter of fasthttp, with two goroutines each."`
	CORS          bool          `name:"cors" help:"Let web pages of every origin use the server."`
	APIKey        []string      `name:"api-key" sep:"none" placeholder:"KEY" help:"Answer 401 without this key; may be repeated."`
	APIKeyFile    string        `name:"api-key-file" placeholder:"PATH" help:"File with more keys, one a line; # begins a comment."`
	DrainTimeout  time.Duration `default:"10s" help:"Time for requests in flight to end after SIGINT or SIGTERM."`
}

// validate returns an error, in terms of flags, if their values make no sense.
func (f *listenFlags) validate() error {
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key need each other")
	case f.TLSCert != "" && f.TLSSelfSigned:
		return errors.New("--tls-self-signed conflicts with --tls-cert: use one of them")
	case f.H2C && f.TLSSelfSigned:
		return errors.New("--h2c conflicts with --tls-self-signed: over TLS clients get HTTP/2 without it")
	case f.H2C && f.TLSCert != "":
		return errors.New("--h2c conflicts with --tls-cert: over TLS clients get HTTP/2 without it")
	case slices.Contains(f.APIKey, ""):
		return errors.New("--api-key must not be empty")
	case f.DrainTimeout < 0:
		return fmt.Errorf("--drain-timeout must not be negative: %v", f.DrainTimeout)
	}
	return nil
}

// secure reports whether the server speaks TLS.
func (f *listenFlags) secure() bool { return f.TLSCert != "" || f.TLSSelfSigned }

func (f *listenFlags) scheme() string {
	if f.secure() {
		return "https"
	}
	return "http"
}

// configure sets the fields of config that the flags are for, except TLS, and reads the
// keys.
func (f *listenFlags) configure(config *fast.Config) error {
	config.Transport.H2C = f.H2C
	config.Transport.CORS = f.CORS
	config.Transport.StreamWriter = f.StreamWriter
	config.Transport.RaiseGOMAXPROCS = true
	config.Limits.APIKeys = f.APIKey
	if f.APIKeyFile != "" {
		keys, err := readKeys(f.APIKeyFile)
		if err != nil {
			return fmt.Errorf("--api-key-file: %w", err)
		}
		config.Limits.APIKeys = append(config.Limits.APIKeys, keys...)
	}
	return nil
}

// configureTLS sets config's TLS if a flag asks for it. The caller has to call the functions
// of reload on SIGHUP.
func (f *listenFlags) configureTLS(config *fast.Config) (reload []func() error, err error) {
	if !f.secure() {
		return nil, nil
	}
	certificate := &certificate{certFile: f.TLSCert, keyFile: f.TLSKey}
	if err := certificate.load(); err != nil {
		return nil, err
	}
	config.Transport.TLS = &tls.Config{GetCertificate: certificate.get}
	if f.TLSSelfSigned {
		return nil, nil
	}
	return []func() error{certificate.load}, nil
}
