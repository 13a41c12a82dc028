package cmd

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// What -ldflags "-X mock-openai/cmd.version=…" sets. The date is that of the
// commit, so that two builds of one commit are the same bytes.
var version, commit, date string

// build says which build of the program this is.
type build struct{ version, commit, date string }

// thisBuild is what -ldflags said, and for the rest what the go command noted.
func thisBuild() build {
	info, _ := debug.ReadBuildInfo()
	return build{version, commit, date}.or(info)
}

// or fills in from info, which may be nil, what b leaves open.
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

// versionCommand shows the version, and what else tells two builds apart.
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
