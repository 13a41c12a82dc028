package strict

// maxNewItems is how many items a conversation takes at once.
const maxNewItems = 20

// Conversation returns the rules of beginning a conversation.
func Conversation() *Rules {
	return &Rules{Shape: object(nil, newItems(), parameter{"metadata", metadata})}
}

// ConversationUpdate returns the rules of changing a conversation.
func ConversationUpdate() *Rules {
	return &Rules{Shape: object(nil, parameter{"metadata", metadata})}
}

// ConversationItems returns the rules of adding items to a conversation.
func ConversationItems() *Rules {
	return &Rules{Shape: object(need("items"), newItems())}
}

func newItems() parameter {
	return parameter{"items", list("an array of input items", 0, maxNewItems, itemRule())}
}
