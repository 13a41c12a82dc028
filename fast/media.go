package fast

// media is what the inputs of a moderation are made of.
type media uint8

const (
	hasText media = 1 << iota
	hasImage
)
