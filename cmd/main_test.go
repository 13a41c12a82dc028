package cmd_test

import (
	"testing"

	"mock-openai/cmd/internal/program"
)

func TestMain(m *testing.M) { program.Test(m) }
