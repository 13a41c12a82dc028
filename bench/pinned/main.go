//go:build linux

// Command pinned measures mock-openai from outside. The server is a process of its
// own on one core and the load comes from another. The cost of a request comes from
// the kernel's accounting of the server's process. Bare fasthttp and, if installed,
// nginx are measured beside it as yardsticks. The command also checks that the server
// survives misbehaving clients.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commandLine is the commands and their flags.
type commandLine struct {
	Run        runCommand        `cmd:"" help:"CPU time per request beside the yardsticks."`
	Dialects   dialectsCommand   `cmd:"" help:"The same for the APIs of other providers."`
	Rates      ratesCommand      `cmd:"" help:"The same at rates that the load generator sets."`
	Tails      tailsCommand      `cmd:"" help:"The slowest answers of full cores, beside the yardsticks."`
	Generators generatorsCommand `cmd:"" help:"The load generator beside wrk, h2load and oha."`
	Memory     memoryCommand     `cmd:"" help:"Memory per idle connection and per paced stream."`
	Wires      wiresCommand      `cmd:"" help:"CPU time per request over TLS and HTTP/2."`
	Lateness   latenessCommand   `cmd:"" help:"How late paced events are, beside time.Sleep."`
	Paced      pacedCommand      `cmd:"" help:"CPU time per paced event, beside a loop in C."`
	Cores      coresCommand      `cmd:"" help:"Throughput over the number of cores."`
	Capacity   capacityCommand   `cmd:"" help:"What a core and a GB are enough for, and how many a load takes."`
	Growth     growthCommand     `cmd:"" help:"Memory during saturated load."`
	Soak       soakCommand       `cmd:"" help:"Run faults and misbehaving clients, then check that the server recovers."`
	Clients    clientsCommand    `cmd:"" help:"The clients of soak; soak starts this itself."`
	Readers    readersCommand    `cmd:"" help:"Read paced streams; paced, cores and capacity start this themselves."`
	Yardstick  yardstickCommand  `cmd:"" help:"Serve a constant answer with bare fasthttp; run starts this itself."`
	Sleeper    sleeperCommand    `cmd:"" help:"Stream with bare fasthttp and time.Sleep; lateness starts this itself."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	line := kong.Parse(new(commandLine), kong.BindTo(ctx, (*context.Context)(nil)))
	line.FatalIfErrorf(line.Run())
}
