package quirk_test

import (
	"fmt"

	"mock-openai/fast/quirk"
)

// One answer in ten begins with a byte order mark and has CRLF line ends.
func ExampleParseRated() {
	rated, err := quirk.ParseRated("crlf+bom=0.1")
	if err != nil {
		panic(err)
	}
	fmt.Println(rated.Set.Has(quirk.CRLF), rated.Set.Has(quirk.BOM), rated.Set.Has(quirk.Gzip), rated.Rate)
	// Output: true true false 0.1
}
