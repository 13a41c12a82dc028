//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// piece is the length of the text that a body is put together from: the longest word
// that nginx accepts in its configuration.
const piece = 2000

// nginxConfig returns the configuration of a single process that answers every
// request with status 200 and a body of that many bytes.
func nginxConfig(address string, bytes int) string {
	return fmt.Sprintf(`daemon off;
master_process off;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 4096; }
http {
	access_log off;
	keepalive_requests 1000000000;
	default_type application/json;
	server {
		listen %s;
		set $piece %s;
		return 200 "%s%s";
	}
}
`, address, strings.Repeat("x", piece), strings.Repeat("${piece}", bytes/piece), strings.Repeat("x", bytes%piece))
}

// startNginx runs nginx with its files in dir.
func startNginx(ctx context.Context, cores coreSet, dir string, bytes int) (*process, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(config, []byte(nginxConfig(address, bytes)), 0o644); err != nil {
		return nil, err
	}
	return startAt(address, pinned(ctx, cores, "nginx", "-p", dir, "-c", config, "-e", "stderr"))
}

// startAt runs a server that is told where to listen, and waits until it does.
func startAt(address string, server *exec.Cmd) (*process, error) {
	p := &process{cmd: server, url: "http://" + address}
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for range 100 {
		if conn, err := net.Dial("tcp", address); err == nil {
			return p, conn.Close()
		}
		time.Sleep(20 * time.Millisecond)
	}
	p.stop()
	return nil, fmt.Errorf("%s does not listen on %s", server.Path, address)
}

// freeAddress returns a free address on loopback.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}
