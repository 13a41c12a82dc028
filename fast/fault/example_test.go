package fault_test

import (
	"fmt"

	"mock-openai/fast/fault"
)

// One answer in a hundred stalls for two seconds after its third event.
func ExampleParseRated() {
	rated, err := fault.ParseRated("stall:after=3,for=2s=0.01")
	if err != nil {
		panic(err)
	}
	fmt.Println(rated.Spec.Kind, rated.Spec.After, rated.Spec.For, rated.Rate)
	// Output: stall 3 2s 0.01
}
