package behavior

import (
	"strings"
	"testing"
)

func TestSplitModel_Long(t *testing.T) {
	f := func(model string, settings int) {
		t.Helper()
		if name, found := SplitModel([]byte(model)); len(found) != settings || settings == 0 && string(name) != model {
			t.Errorf("%d bytes: settings %v", len(model), found)
		}
	}
	f("m:ttft=1s", 1)
	f(strings.Repeat("m", maxSplit-len(":ttft=1s"))+":ttft=1s", 1)
	f(strings.Repeat("m", maxSplit)+":ttft=1s", 0)
}
