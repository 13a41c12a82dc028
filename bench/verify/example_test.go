package verify_test

import (
	"context"
	"fmt"
	"net"

	"mock-openai/bench/load"
	"mock-openai/bench/verify"
	"mock-openai/fast"
)

// Every answer of a load is checked while it arrives. The server repeats what it is sent, so
// the URL may as well be that of a gateway in front of it.
func ExampleVerify() {
	ln, _ := net.Listen("tcp", "127.0.0.1:0")
	server, _ := fast.New(fast.Config{})
	go server.Serve(ln)
	defer server.Shutdown(context.Background())

	v, err := verify.New(verify.Config{API: verify.Chat, Stream: true})
	if err != nil {
		panic(err)
	}
	_, err = load.Load{
		URL:      "http://" + ln.Addr().String() + v.Path(),
		Targeter: v,
		Checker:  v.Checker,
		Requests: 1000,
	}.Run(context.Background())
	if err != nil {
		panic(err)
	}
	r := v.Report()
	fmt.Println(r.Intact, "of", r.Checked, "answers are intact; faults by kind:", r.Faults)
	// Output: 1000 of 1000 answers are intact; faults by kind: map[]
}
