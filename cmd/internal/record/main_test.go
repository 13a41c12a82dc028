package record_test

import (
	"testing"

	_ "mock-openai/cmd" // the program: go test has to notice when it changes
	"mock-openai/cmd/internal/programtest"
)

func TestMain(m *testing.M) { programtest.Test(m) }
