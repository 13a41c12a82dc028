package fast_test

import (
	"encoding/json"
	"slices"
	"strings"
)

const realtimePath = "/v1/realtime?model=gpt-realtime"

// realtimeEvent is what tests look at in an event of the Realtime API.
type realtimeEvent struct {
	Type     string
	ID       string `json:"event_id"`
	Delta    string
	Text     string
	Args     string  `json:"arguments"`
	Script   string  `json:"transcript"`
	ItemID   string  `json:"item_id"`
	CallID   string  `json:"call_id"`
	Previous *string `json:"previous_item_id"`
	Item     struct {
		ID, Type, Status, Role string
		Content                []struct{ Type, Text, Transcript string }
	}
	Session  map[string]json.RawMessage
	Limits   []struct{ Name string } `json:"rate_limits"`
	Response struct {
		ID, Status string
		Details    *struct{ Type, Reason string } `json:"status_details"`
		Output     []struct{ ID, Type, Status string }
		Usage      *struct {
			Input  int `json:"input_tokens"`
			Output int `json:"output_tokens"`
			Total  int `json:"total_tokens"`
		}
		Conversation *string `json:"conversation_id"`
	}
}

func (s *socket) realtime() (e realtimeEvent) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(s.next().raw), &e); err != nil {
		s.t.Fatal(err)
	}
	return e
}

// realtimeUntil reads events up to one of that type.
func (s *socket) realtimeUntil(kind string) (all []realtimeEvent) {
	s.t.Helper()
	for {
		e := s.realtime()
		if all = append(all, e); e.Type == kind {
			return all
		}
	}
}

// typesOf are the types of events, repeated ones once.
func typesOf(events []realtimeEvent) string {
	var types []string
	for _, e := range events {
		types = append(types, e.Type)
	}
	return strings.Join(slices.Compact(types), " ")
}
