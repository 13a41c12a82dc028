// Command mock-openai is a mock of the OpenAI API that is fast enough to load
// test what stands in front of it.
package main

import (
	"os"

	"mock-openai/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:])) }
