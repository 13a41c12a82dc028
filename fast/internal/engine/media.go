package engine

// Media is what the inputs of a moderation are made of.
type Media uint8

const (
	HasText Media = 1 << iota
	HasImage
)
