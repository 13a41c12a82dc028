package cmd

import (
	"runtime/debug"
	"testing"
)

func TestBuild_Or(t *testing.T) {
	info := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	noted := []debug.BuildSetting{{Key: "vcs.revision", Value: "c0ffee"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"}}
	f := func(b build, info *debug.BuildInfo, want build) {
		t.Helper()
		if got := b.or(info); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	f(build{}, nil, build{version: "devel"})
	f(build{}, info(""), build{version: "devel"})
	f(build{}, info("(devel)", noted...), build{"devel", "c0ffee", "2026-01-02T03:04:05Z"})
	f(build{}, info("v1.2.3"), build{version: "v1.2.3"})
	f(build{"v1.2.3", "beef", "today"}, info("v0.0.0-2026", noted...), build{"v1.2.3", "beef", "today"})
	f(build{version: "v1.2.3"}, info("v0.0.0-2026", noted...), build{"v1.2.3", "c0ffee", "2026-01-02T03:04:05Z"})
	f(build{commit: "beef"}, info("v1.2.3", noted...), build{version: "v1.2.3", commit: "beef"})
}
