package fast_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// modules are the direct dependencies of package fast outside the standard library.
var modules = []string{
	"github.com/fasthttp/router",
	"github.com/fasthttp/websocket",
	"github.com/goccy/go-json",
	"github.com/goccy/go-yaml",
	"github.com/prometheus/client_golang",
	"github.com/valyala/fasthttp",
	"golang.org/x/net",
	"golang.org/x/sys",
	"mock-openai",
}

// indirect are the dependencies of modules.
var indirect = []string{
	"github.com/beorn7/perks",
	"github.com/cespare/xxhash/v2",
	"github.com/klauspost/compress",
	"github.com/molecule-man/go-brrr",
	"github.com/munnerz/goautoneg",
	"github.com/prometheus/client_model",
	"github.com/prometheus/common",
	"github.com/prometheus/procfs",
	"github.com/savsgio/gotils",
	"github.com/valyala/bytebufferpool",
	"golang.org/x/text",
	"google.golang.org/protobuf",
}

// TestDependencies checks that programs which import fast or fast/mocktest do not get
// dependencies that only tests and commands need.
func TestDependencies(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".", "./mocktest", "./admin").Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(string(out))
	slices.Sort(got)
	for _, path := range slices.Compact(got) {
		if !slices.Contains(modules, path) && !slices.Contains(indirect, path) {
			t.Errorf("package fast needs %s", path)
		}
	}
	all, err := exec.Command("go", "list", "-m", "-f", "{{.Path}}", "all").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"github.com/openai/openai-go/v3", "github.com/santhosh-tekuri/jsonschema/v6", "github.com/chromedp/chromedp"} {
		if slices.Contains(strings.Fields(string(all)), path) {
			t.Errorf("the module requires %s", path)
		}
	}
}
