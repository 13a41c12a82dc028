package engine

// Media is the kinds of input of a moderation.
type Media uint8

const (
	HasText Media = 1 << iota
	HasImage
)
