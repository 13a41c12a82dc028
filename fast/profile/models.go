package profile

import "fmt"

// ReadModels reads a YAML or JSON file that gives models their own profiles, on top
// of base:
//
//	models:
//	  gpt-4o:
//	    profile: large
//	    token-mean: 400
//	    fault: ["stall:after=3,for=2s=0.01"]
//
// The keys are the names of flags. Errors name the line.
func ReadModels(data []byte, base Profile) (map[string]Profile, error) {
	top, err := readMapping(data)
	if err != nil {
		return nil, err
	}
	models := map[string]Profile{}
	for _, e := range top {
		if e.key != "models" {
			return nil, e.at(fmt.Errorf("models is the only key here"))
		}
		named, err := entriesOf(e.value)
		if err != nil {
			return nil, err
		}
		for _, m := range named {
			own, err := entriesOf(m.value)
			if err != nil {
				return nil, err
			}
			p, _, err := settings(base, own)
			if err == nil {
				err = p.Plan().Validate()
			}
			if err != nil {
				return nil, fmt.Errorf("model %s: %w", m.key, err)
			}
			models[m.key] = p
		}
	}
	return models, nil
}
