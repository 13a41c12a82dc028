package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// SetModel sets the model of all bodies.
func (b *Bodies) SetModel(model string) error {
	for i, parts := range b.bodies {
		body, err := withModel(bytes.Join(parts, []byte(Unique)), model)
		if err != nil {
			return fmt.Errorf("body %d: %w", i+1, err)
		}
		b.bodies[i] = bytes.Split(body, []byte(Unique))
	}
	return nil
}

// withModel returns body with its model replaced, or added if it has none.
func withModel(body []byte, model string) ([]byte, error) {
	name, err := json.Marshal(model)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	switch open, err := d.Token(); {
	case err != nil:
		return nil, err
	case open != json.Delim('{'):
		return nil, errors.New("it is no JSON object")
	}
	first := d.InputOffset()
	empty := true
	for ; d.More(); empty = false {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if end := d.InputOffset(); key == "model" {
			return bytes.Join([][]byte{body[:end-int64(len(value))], name, body[end:]}, nil), nil
		}
	}
	if !empty { // other members follow
		name = append(name, ',')
	}
	return bytes.Join([][]byte{body[:first], []byte(`"model":`), name, body[first:]}, nil), nil
}
