package cmd

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// -ldflags "-X mock-openai/cmd.version=…" sets these. The date is that of the commit, so
// that two builds of one commit are the same bytes.
var version, commit, date string

// build identifies a build of the program.
type build struct{ version, commit, date string }

// thisBuild returns what -ldflags has set. What it has not set comes from the go command.
func thisBuild() build {
	info, _ := debug.ReadBuildInfo()
	return build{version, commit, date}.or(info)
}

// or returns b with empty fields filled from info, which may be nil.
func (b build) or(info *debug.BuildInfo) build {
	var noted build
	if info != nil {
		noted.version = strings.Trim(info.Main.Version, "()") // "(devel)" without a version
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				noted.commit = s.Value
			case "vcs.time":
				noted.date = s.Value
			}
		}
	}
	if b.commit == "" {
		b.commit, b.date = noted.commit, noted.date
	}
	b.version = cmp.Or(b.version, noted.version, "devel")
	return b
}

// versionCommand shows the version and other details that tell builds apart.
type versionCommand struct{}

func (versionCommand) Run() error {
	b := thisBuild()
	fmt.Printf("mock-openai %s\n", b.version)
	if b.commit != "" {
		fmt.Printf("commit %s of %s\n", b.commit, cmp.Or(b.date, "unknown date"))
	}
	fmt.Printf("%s for %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
