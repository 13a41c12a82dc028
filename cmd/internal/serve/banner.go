package serve

import (
	"fmt"
	"io"
	"net"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"mock-openai/cmd/internal/given"
	"mock-openai/fast/fault"
)

// banner is what serve shows on a terminal at the start, below the line that scripts read.
type banner struct {
	base, metrics, admin string
	elsewhere            string // the base URL for other machines
	set, profile         string
	warnings             []string
}

// writeTo writes a line for each field that is set.
func (b *banner) writeTo(w io.Writer) {
	var text strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&text, "  %-9s %s\n", label, value)
		}
	}
	line("Base URL", b.base)
	line("", b.elsewhere)
	line("Metrics", b.metrics)
	line("Admin", b.admin)
	line("Set", b.set)
	line("Profile", b.profile)
	for _, warning := range b.warnings {
		line("Warning", warning)
	}
	io.WriteString(w, text.String()) // at once: w drops or takes it
}

// reachable returns an address at which a client on this machine reaches a server that
// listens on addr.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// setFlags returns the flags that differ from their defaults, whether typed or set by a
// variable, and those that a profile has set. It leaves out secrets and what the URL shows.
func setFlags(ctx *kong.Context) (set, profile string) {
	typed, resolved := map[string]bool{}, map[string]bool{}
	for _, part := range ctx.Path {
		if part.Flag != nil && part.Resolved {
			resolved[part.Flag.Name] = true
		} else if part.Flag != nil {
			typed[part.Flag.Name] = true
		}
	}
	var bySelf, byProfile []string
	for _, flag := range ctx.Flags() {
		variable, byVariable := given.Variable(flag)
		switch {
		case flag.Name == "host" || flag.Name == "port" || isDefault(flag):
		case typed[flag.Name]:
			bySelf = append(bySelf, settingText("--"+flag.Name, " ", flag))
		case byVariable:
			bySelf = append(bySelf, settingText(variable, "=", flag))
		case resolved[flag.Name]:
			byProfile = append(byProfile, settingText("--"+flag.Name, " ", flag))
		}
	}
	return strings.Join(bySelf, " "), strings.Join(byProfile, " ")
}

// isDefault reports whether flag has its default value.
func isDefault(flag *kong.Flag) bool {
	standard := reflect.New(flag.Target.Type()).Elem()
	if flag.HasDefault {
		if err := flag.Parse(kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: flag.Default}), standard); err != nil {
			return false
		}
	}
	return reflect.DeepEqual(standard.Interface(), flag.Target.Interface())
}

// settingText returns a flag and its value as a user would type them, with between in the
// middle.
func settingText(name, between string, flag *kong.Flag) string {
	value := reflect.Indirect(flag.Target)
	switch {
	case flag.Name == "api-key":
		return name + between + "…"
	case value.Kind() == reflect.Bool:
		return name
	case value.Kind() == reflect.Slice:
		var all []string
		for i := range value.Len() {
			all = append(all, valueText(value.Index(i).Interface()))
		}
		return name + between + quoted(strings.Join(all, string(flag.Tag.Sep)))
	}
	return name + between + quoted(valueText(value.Interface()))
}

func valueText(value any) string {
	if rated, ok := value.(fault.Rated); ok {
		return fmt.Sprintf("%s=%g", rated.Spec, rated.Rate)
	}
	return fmt.Sprint(value)
}

// quoted returns value as one word of a shell.
func quoted(value string) string {
	if value != "" && !strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || strings.ContainsRune("\"'`$&|;<>(){}[]*?!#~\\", r) }) {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
