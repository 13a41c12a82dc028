package cmd_test

import (
	"testing"

	"mock-openai/cmd/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Test(m) }
