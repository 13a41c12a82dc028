package cmd

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"mock-openai/fast/batch"
	"mock-openai/fast/fault"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
)

// completionCommand prints a script with which a shell completes commands, flags and the
// values of flags.
type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish or powershell."`
}

func (c completionCommand) Run(ctx *kong.Context) error {
	commands := ctx.Model.Leaves(true)
	script := bashCompletion
	switch c.Shell {
	case "fish":
		script = fishCompletion
	case "powershell":
		script = powershellCompletion
	case "zsh":
		// #compdef has compinit find the script in a folder of $fpath. There it is the body
		// of a function, which completes at its first call, too.
		fmt.Fprint(ctx.Stdout, "#compdef mock-openai\n(($+functions[compdef])) || { autoload -U +X compinit && compinit; }\nautoload -U +X bashcompinit && bashcompinit\n")
	}
	_, err := fmt.Fprint(ctx.Stdout, script(commands))
	if c.Shell == "zsh" {
		fmt.Fprint(ctx.Stdout, "[[ $funcstack[1] != _mock-openai ]] || _bash_complete -o default -F _mock_openai\n")
	}
	return err
}

// bashCompletion returns a completion function for bash, and for zsh with bashcompinit.
// While no command is typed it completes commands and the arguments of the first, the
// default.
func bashCompletion(commands []*kong.Node) string {
	var names []string
	var words, values strings.Builder
	for _, command := range commands {
		names = append(names, command.Name)
		for _, positional := range choices(command) {
			fmt.Fprintf(&words, "\t%s) words='%s' ;;\n", command.Name, strings.Join(valuesOf(positional), " "))
		}
		flags := flagsOf(command)
		var all []string
		for _, flag := range flags {
			all = append(all, "--"+flag.Name)
			if all := valuesOf(flag.Value); all != nil {
				fmt.Fprintf(&values, "\t%s\\ --%s) words='%s' ;;\n", command.Name, flag.Name, strings.Join(all, " "))
			}
		}
		if len(choices(command)) == 0 {
			fmt.Fprintf(&words, "\t%s) words='%s' ;;\n", command.Name, strings.Join(all, " "))
		}
	}
	return fmt.Sprintf(`_mock_openai() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=%[1]s words
	if [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi # --flag=value is three words
	if [[ $cur == = ]]; then cur=; fi
	case ${COMP_WORDS[1]} in
	%[2]s) ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]} ;;
	esac
	case $command in
%[3]s	esac
	case "$command $prev" in
%[4]s	esac
	if [[ $prev == --fault || $prev == --quirk ]]; then compopt -o nospace 2>/dev/null; fi # =RATE follows
	if ((COMP_CWORD == 1)); then words+=' %[5]s'; fi
	COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _mock_openai mock-openai
`, names[0], strings.Join(names, "|"), words.String(), values.String(), strings.Join(names, " "))
}

// fishCompletion returns completion commands for fish.
func fishCompletion(commands []*kong.Node) string {
	var b strings.Builder
	f := func(condition, format string, args ...any) {
		fmt.Fprintf(&b, "complete -c mock-openai -n '%s' "+format+"\n", append([]any{condition}, args...)...)
	}
	var others []string
	for i, command := range commands {
		f("__fish_use_subcommand", "-fa %s -d %s", command.Name, fishQuoted(command.Help))
		if i > 0 {
			others = append(others, command.Name)
		}
	}
	for i, command := range commands {
		condition := "__fish_seen_subcommand_from " + command.Name
		if i == 0 {
			condition = "not __fish_seen_subcommand_from " + strings.Join(others, " ")
		}
		for _, positional := range choices(command) {
			f(condition, "-fa '%s' -d %s", strings.Join(valuesOf(positional), " "), fishQuoted(positional.Help))
		}
		for _, flag := range flagsOf(command) {
			options := "-l " + flag.Name
			if flag.Short != 0 {
				options += " -s " + string(flag.Short)
			}
			if all := valuesOf(flag.Value); all != nil {
				options += fmt.Sprintf(" -xa '%s'", strings.Join(all, " "))
			} else if !flag.IsBool() {
				options += " -r"
			}
			f(condition, "%s -d %s", options, fishQuoted(flag.Help))
		}
	}
	return b.String()
}

// valuesOf returns the values that can be chosen, or nil if the value is free.
func valuesOf(value *kong.Value) []string {
	switch value.Name {
	case "engine-preset":
		return batch.Presets()
	case "profile":
		return profile.Builtins()
	case "scenario":
		return profile.Scenarios()
	case "fault", "fail-first-with":
		return faultKinds()
	case "quirk":
		return quirk.Names()
	case "replay-match":
		return []string{"hash", "prompt", "turn"}
	case "log-level":
		return []string{"debug", "info", "warn", "error"}
	case "overload-status":
		return []string{"503", "429"}
	case "topic":
		return topics()
	}
	if value.Enum == "" {
		return nil
	}
	return value.EnumSlice()
}

// faultKinds returns the kinds of --fault.
func faultKinds() (names []string) {
	for kind := range new(fault.Counts).All() {
		names = append(names, kind.String())
	}
	return names
}

// choices returns the positional arguments of command that have values to choose from.
func choices(command *kong.Node) (all []*kong.Positional) {
	for _, positional := range command.Positional {
		if valuesOf(positional) != nil {
			all = append(all, positional)
		}
	}
	return all
}

// flagsOf returns the flags of command and those of the program.
func flagsOf(command *kong.Node) (all []*kong.Flag) {
	for _, group := range command.AllFlags(true) {
		all = append(all, group...)
	}
	return all
}

// fishQuoted returns s as one word of fish.
func fishQuoted(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
