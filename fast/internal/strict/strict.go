// Package strict refuses what the real API refuses, by tables of rules.
package strict

// Rules is what the real API takes in the body of a request.
type Rules struct {
	Model bool       // one must be named
	First []Conflict // looked at before all else
	Shape shape
}
