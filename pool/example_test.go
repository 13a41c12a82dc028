package pool_test

import (
	"fmt"

	"mock-openai/pool"
)

// An answer of twelve tokens is cut from the pool and streamed four at a time. Nothing is
// copied.
func Example() {
	p, err := pool.New(pool.Config{Articles: 64, MaxTokens: 32, Seed: 1})
	if err != nil {
		panic(err)
	}
	answer := p.Pick(7, 12)
	for from := 0; from < answer.Tokens(); from += 4 {
		fmt.Printf("%q\n", answer.Slice(from, from+4))
	}
	// Output:
	// "In practice, a l"
	// "ong river needs "
	// "the next step."
}

// The same seed and hash give the same embedding vector, in JSON or as numbers.
func ExamplePool_AppendVector() {
	p, err := pool.New(pool.Config{Articles: 1, MaxTokens: 1, Seed: 1})
	if err != nil {
		panic(err)
	}
	hash := pool.Hash(0, []byte("Hello!"))
	fmt.Printf("[%s]\n", p.AppendVector(nil, hash, 3))
	fmt.Println(p.AppendComponents(nil, hash, 3))
	// Output:
	// [0.31202748,-0.31568772,-0.8960916]
	// [0.31202748 -0.31568772 -0.8960916]
}
