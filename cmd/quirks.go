package cmd

import (
	"cmp"
	"fmt"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"mock-openai/fast/quirk"
)

// quirksCommand lists the quirks.
type quirksCommand struct{}

// Run shows what each quirk does, where it applies, whether it applies over WebSocket, and a
// public report of it.
func (quirksCommand) Run(ctx *kong.Context) error {
	w := tabwriter.NewWriter(ctx.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "QUIRK\tWHAT ARRIVES\tWHERE\tWEBSOCKET\tREPORT")
	for _, name := range quirk.Names() {
		kind, err := quirk.Parse(name)
		if err != nil {
			return err
		}
		info, socket := kind.Info(), "-"
		if info.Socket != "" {
			socket = "yes"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", name, info.What, info.Where, socket, cmp.Or(info.Report, "-"))
	}
	return w.Flush()
}
