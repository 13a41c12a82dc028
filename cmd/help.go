package cmd

import (
	"embed"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// topicFiles are what `mock-openai help` can show, in Markdown.
//
//go:embed help/*.md
var topicFiles embed.FS

const overview = `Usage: mock-openai [flags]
       mock-openai <command> [flags]

A mock of the OpenAI API, fast enough to load test what stands in front of it.

Examples:
  mock-openai --ttft 300ms --itl 15ms                                # a steady model
  mock-openai --profile large --error-rate 0.05 --fault reset=0.01   # a flaky provider
  mock-openai bench --mock --compare http://127.0.0.1:8080 --stream  # what a gateway adds

Commands, each with its own --help:
`

const variableRule = `
Each flag of serve can be set by a variable too: --token-mean by
MOCK_OPENAI_TOKEN_MEAN. The flag wins.
`

// help prints the help of a command. Without a command it prints that of serve, and the list
// of other commands.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	selected := ctx.Selected()
	if selected != nil && selected.Name != "serve" {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	fmt.Fprint(ctx.Stdout, overview)
	for _, command := range ctx.Model.Leaves(true) {
		fmt.Fprintf(ctx.Stdout, "  %-10s  %s\n", command.Name, command.Help)
	}
	fmt.Fprint(ctx.Stdout, variableRule)
	serve, err := kong.Trace(ctx.Kong, []string{"serve"})
	if err != nil {
		return err
	}
	serve.Selected().Help = "" // said above
	options.NoAppSummary = true
	return kong.DefaultHelpPrinter(options, serve)
}

// helpCommand shows the topics, which are too long for --help.
type helpCommand struct {
	Topic string `arg:"" optional:"" help:"${topics}."`
}

// Run shows the topic of that name, the help of the command of that name, or the list of
// topics.
func (c helpCommand) Run(ctx *kong.Context) error {
	if c.Topic == "" {
		return listTopics(ctx.Stdout)
	}
	text, err := topicFiles.ReadFile(path.Join("help", c.Topic+".md"))
	if err == nil {
		return showMarkdown(ctx.Stdout, string(text))
	}
	commands := namesOf(ctx.Model.Leaves(true))
	if slices.Contains(commands, c.Topic) {
		_, err := ctx.Kong.Parse([]string{c.Topic, "--help"}) // and exit
		return err
	}
	return fmt.Errorf("no topic is named %q%s; there are %s", c.Topic, didYouMean(c.Topic, append(topics(), commands...)), strings.Join(topics(), ", "))
}

// topics returns the names of all topics in alphabetical order.
func topics() (names []string) {
	files, _ := topicFiles.ReadDir("help") // cannot fail
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".md"))
	}
	return names
}

// listTopics prints each topic with its title.
func listTopics(w io.Writer) error {
	fmt.Fprint(w, "Topics, shown by mock-openai help <topic>:\n")
	for _, name := range topics() {
		text, err := topicFiles.ReadFile(path.Join("help", name+".md"))
		if err != nil {
			return err
		}
		title, _, _ := strings.Cut(string(text), "\n")
		fmt.Fprintf(w, "  %-10s  %s\n", name, strings.TrimPrefix(title, "# "))
	}
	_, err := fmt.Fprint(w, "\nmock-openai --help shows all flags.\n")
	return err
}
