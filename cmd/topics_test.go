package cmd

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dustin/go-humanize"

	"mock-openai/fast"
	"mock-openai/fast/batch"
	"mock-openai/fast/fault"
	"mock-openai/fast/profile"
	"mock-openai/fast/quirk"
)

var update = flag.Bool("update", false, "write the table of flags into help/flags.md")

// TestFlagsTopic wants the table of flags to be that of the flags.
func TestFlagsTopic(t *testing.T) {
	const file = "help/flags.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)(<!-- begin flags[^\n]*\n).*(<!-- end flags -->)`)
	want := table.ReplaceAllStringFunc(string(text), func(found string) string {
		parts := table.FindStringSubmatch(found)
		return parts[1] + flagTable(t) + parts[2]
	})
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is stale: run go test ./cmd -run TestFlagsTopic -update", file)
	}
}

// flagTable is a table in Markdown for each group of flags of serve.
func flagTable(t *testing.T) string {
	t.Helper()
	parser, err := newParser(new(commandLine))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	group := ""
	for _, flag := range parser.Model.Leaves(true)[0].Flags {
		if flag.Group.Title != group {
			group = flag.Group.Title
			fmt.Fprintf(&b, "\n## %s\n\n| flag | variable | default | |\n|---|---|---|---|\n", strings.TrimSuffix(group, ":"))
		}
		name := "`--" + flag.Name + "`"
		if flag.Short != 0 {
			name = "`-" + string(flag.Short) + "`, " + name
		}
		standard := cmp.Or(flag.Default, "none")
		if flag.IsBool() {
			standard = "off"
		}
		help := flag.Help
		if standard = strings.ReplaceAll(standard, ",", ", "); len(standard) > 40 {
			help, standard = help+" By default: "+standard+".", "see there"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", name, flag.Envs[0], standard, strings.ReplaceAll(help, "|", `\|`))
	}
	return b.String() + "\n"
}

// commandsIn are the lines of a text in Markdown that begin mock-openai.
func commandsIn(text string) (commands []string) {
	for _, found := range regexp.MustCompile("(?m)(?:^\\$ |`)(mock-openai(?: [^`\\n]*)?)").FindAllStringSubmatch(text, -1) {
		command := strings.TrimSuffix(strings.ReplaceAll(found[1], `\|`, "|"), " &")
		command, _, _ = strings.Cut(command, " | ")
		commands = append(commands, strings.TrimSuffix(command, ")"))
	}
	return commands
}

// words are those of a command line without variables.
func words(line string) (all []string) {
	for _, word := range regexp.MustCompile(`(?:'[^']*'|[^ '])+`).FindAllString(line, -1) {
		all = append(all, strings.ReplaceAll(word, "'", ""))
	}
	return all
}

// TestTopics wants the commands of all topics to be right, their links to lead
// somewhere, and their text to fit a terminal.
func TestTopics(t *testing.T) {
	files, err := filepath.Glob("help/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../README.md") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		for _, command := range commandsIn(text) {
			if strings.HasSuffix(command, "--help") || strings.HasSuffix(command, "--version") {
				continue // which exit
			}
			parser, err := newParser(new(commandLine))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(words(command)[1:]); err != nil && !isOfFile(err) {
				t.Errorf("%s: %s: %v", file, command, err)
			}
		}
		for _, link := range regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`).FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), link[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
		prose := true
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "```") {
				prose = !prose
			}
			if n := len([]rune(line)); prose && n > 121 && line[0] != '|' {
				t.Errorf("%s has a line of %d characters: %s", file, n, line)
			}
		}
	}
	want := "admin api bench deploy engine faults fixtures flags gateways gotests limits loadtools metrics quirks record scenarios timing tls tokens"
	if got := strings.Join(topics(), " "); got != want {
		t.Errorf("topics are %s, want %s", got, want)
	}
}

// isOfFile reports whether err is that a file of an example is not here.
func isOfFile(err error) bool { return strings.Contains(err.Error(), "no such file") }

// TestTopics_Flags wants every flag that a topic names to be one of some command. The table of
// load tools has flags of theirs.
func TestTopics_Flags(t *testing.T) {
	parser, err := newParser(new(commandLine))
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"--rm": true, "--no-unique": true}
	for _, command := range parser.Model.Leaves(false) {
		for _, flag := range flagsOf(command) {
			known["--"+flag.Name] = true
		}
	}
	files, _ := filepath.Glob("help/*.md")
	for _, file := range append(files, "../README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) == "loadtools.md" {
			text = regexp.MustCompile(`(?m)^\|.*`).ReplaceAll(text, nil)
		}
		for _, name := range flagInAnError.FindAllString(string(text), -1) {
			if !known[name] {
				t.Errorf("%s: no flag is named %s", file, name)
			}
		}
	}
}

// TestTopics_Faults wants every kind of fault in the table, and all of its parameters.
func TestTopics_Faults(t *testing.T) {
	text, err := os.ReadFile("help/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range faultKinds() {
		row := regexp.MustCompile("(?m)^\\| `" + kind + "` \\| ([^|]*) \\|").FindStringSubmatch(string(text))
		if row == nil && !strings.Contains(string(text), "| `"+kind+"` | | ") {
			t.Errorf("%s is not in the table", kind)
			continue
		}
		var told []string
		if row != nil {
			for _, parameter := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[1], -1) {
				if _, err := fault.Parse(kind + ":" + parameter[1]); err != nil {
					t.Error(err)
				}
				name, _, _ := strings.Cut(parameter[1], "=")
				told = append(told, name)
			}
		}
		_, err := fault.Parse(kind + ":nothing=1") // names those that there are
		for _, name := range []string{"at", "after", "for", "status", "size"} {
			if known := regexp.MustCompile(`\b` + name + `\b`).MatchString(err.Error()); known != slices.Contains(told, name) {
				t.Errorf("%s: %v; the table has %v", kind, err, told)
			}
		}
	}
}

// TestQuirksTopic wants the table of quirks to be the catalogue.
func TestQuirksTopic(t *testing.T) {
	const file = "help/quirks.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows, sockets strings.Builder
	rows.WriteString("\n| quirk | what arrives | where | reported as |\n|---|---|---|---|\n")
	for _, name := range quirk.Names() {
		kind, err := quirk.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		info := kind.Info()
		fmt.Fprintf(&rows, "| `%s` | %s | %s | %s |\n", name, info.What, info.Where, info.Report)
		if info.Socket != "" {
			fmt.Fprintf(&sockets, "| `%s` | %s |\n", name, info.Socket)
		}
	}
	rows.WriteString("\nOver WebSocket these work, and no others:\n\n| quirk | what arrives |\n|---|---|\n" + sockets.String())
	rows.WriteString("\n")
	table := regexp.MustCompile(`(?s)(<!-- begin quirks[^\n]*\n).*(<!-- end quirks -->)`)
	want := table.ReplaceAllString(string(text), "${1}"+rows.String()+"${2}")
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is stale: run go test ./cmd -run TestQuirksTopic -update", file)
	}
}

// TestTopics_EnginePresets wants the table of presets to have their figures.
func TestTopics_EnginePresets(t *testing.T) {
	text, err := os.ReadFile("help/engine.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range batch.Presets() {
		c, _ := batch.Preset(name)
		row := fmt.Sprintf("| `%s` |", name)
		for _, n := range []int64{
			c.Cost.Base.Microseconds(), c.Cost.Sequence.Microseconds(), c.Cost.PrefillToken.Microseconds(), c.Cost.ContextToken.Nanoseconds(),
			int64(c.Blocks), int64(c.MaxSequences), int64(c.MaxBatchedTokens),
		} {
			row += " " + humanize.Comma(n) + " |"
		}
		if !strings.Contains(string(text), row+"\n") || c.BlockSize != 16 {
			t.Errorf("engine.md lacks %s, or its blocks have not 16 tokens, but %d", row, c.BlockSize)
		}
	}
}

// TestScenariosTopic wants the table of built-in scenarios to have their phases.
func TestScenariosTopic(t *testing.T) {
	const file = "help/scenarios.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows := "\n| scenario | phases |\n|---|---|\n"
	for _, name := range profile.Scenarios() {
		s, err := profile.BuiltinScenario(name, fast.Config{}.Profile())
		if err != nil || !s.Repeat {
			t.Fatalf("%s: %v, repeats: %v", name, err, s.Repeat)
		}
		var phases []string
		for _, p := range s.Phases {
			phases = append(phases, fmt.Sprintf("%s for %g s", p.Name, p.For.Seconds()))
		}
		rows += fmt.Sprintf("| `%s` | %s |\n", name, strings.Join(phases, ", "))
	}
	table := regexp.MustCompile(`(?s)(<!-- begin scenarios[^\n]*\n).*(<!-- end scenarios -->)`)
	want := table.ReplaceAllString(string(text), "${1}"+rows+"\n${2}")
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(text) {
		t.Errorf("%s is stale: run go test ./cmd -run TestScenariosTopic -update", file)
	}
}
