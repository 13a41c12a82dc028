package cmd

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// powershellCompletion registers a completer with PowerShell.
func powershellCompletion(commands []*kong.Node) string {
	var flags, values strings.Builder
	var names []string
	list := func(words []string) string {
		var quoted []string
		for _, word := range words {
			quoted = append(quoted, "'"+strings.ReplaceAll(word, "'", "''")+"'")
		}
		return "@(" + strings.Join(quoted, ", ") + ")"
	}
	for _, command := range commands {
		names = append(names, command.Name)
		var words []string
		for _, positional := range choices(command) {
			words = append(words, valuesOf(positional)...)
		}
		for _, flag := range flagsOf(command) {
			words = append(words, "--"+flag.Name)
			if all := valuesOf(flag.Value); all != nil {
				fmt.Fprintf(&values, "\t\t'%s --%s' = %s\n", command.Name, flag.Name, list(all))
			}
		}
		fmt.Fprintf(&flags, "\t\t'%s' = %s\n", command.Name, list(words))
	}
	return fmt.Sprintf(`Register-ArgumentCompleter -Native -CommandName mock-openai -ScriptBlock {
	param($word, $line, $position)
	$words = @{
%[1]s	}
	$values = @{
%[2]s	}
	$before = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.Extent.Text })
	$command = '%[3]s'
	if ($before.Count -gt 1 -and $words.ContainsKey($before[1])) { $command = $before[1] }
	$found = $words[$command]
	if ($before.Count -eq 1) { $found += %[4]s }
	$key = $command + ' ' + $before[-1]
	if ($values.ContainsKey($key)) { $found = $values[$key] }
	$found | Where-Object { $_ -like "$word*" } | ForEach-Object {
		[System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
	}
}
`, flags.String(), values.String(), names[0], list(names))
}
