//go:build linux

// Command pinned measures mock-openai from outside: the server is a process of
// its own on one core, the load comes from another, and what a request costs is
// read from the kernel's accounting of the server's process. Bare fasthttp and,
// where it is installed, nginx are measured beside it as yardsticks. It also
// sees whether the server survives clients as they are.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commandLine is everything a user can type.
type commandLine struct {
	Run       runCommand       `cmd:"" help:"CPU time per request beside the yardsticks."`
	Rates     ratesCommand     `cmd:"" help:"The same at rates that the load generator sets."`
	Memory    memoryCommand    `cmd:"" help:"Memory per idle connection and per paced stream."`
	Wires     wiresCommand     `cmd:"" help:"CPU time per request over TLS and HTTP/2."`
	Lateness  latenessCommand  `cmd:"" help:"How late paced events are, beside time.Sleep."`
	Growth    growthCommand    `cmd:"" help:"Memory over a time of saturated load."`
	Soak      soakCommand      `cmd:"" help:"Faults and unruly clients for a while, and what is left of them."`
	Herd      herdCommand      `cmd:"" help:"The clients of soak, which starts this itself."`
	Yardstick yardstickCommand `cmd:"" help:"Serve a constant answer with bare fasthttp; run starts this itself."`
	Sleeper   sleeperCommand   `cmd:"" help:"Stream with bare fasthttp and time.Sleep; lateness starts this itself."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	line := kong.Parse(new(commandLine), kong.BindTo(ctx, (*context.Context)(nil)))
	line.FatalIfErrorf(line.Run())
}
