package tokenizer

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
)

// maxID is above the ids of all vocabularies. A larger one is a mistake.
const maxID = 1 << 24

// readTiktoken reads lines of a token in base64, a space, and its rank, which is its id.
// The format is that of github.com/openai/tiktoken.
func readTiktoken(data []byte) (*Tokenizer, error) {
	t := &Tokenizer{ids: map[string]uint32{}, texts: map[uint32]string{}, whole: true}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := t.addLine(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if len(t.ids) == 0 {
		return nil, errors.New("it is empty")
	}
	s, err := newSplitter(piecesOf(len(t.ids)))
	t.splitters = []splitter{s}
	return t, err
}

// addLine adds the token of a line.
func (t *Tokenizer) addLine(line []byte) error {
	code, rank, ok := bytes.Cut(line, []byte(" "))
	if !ok {
		return errors.New("must be a token in base64, a space and a rank")
	}
	token, err := base64.StdEncoding.AppendDecode(nil, code)
	if err != nil || len(token) == 0 {
		return fmt.Errorf("%.40q is not a token in base64", code)
	}
	id, err := strconv.ParseUint(string(rank), 10, 32)
	if err != nil || id >= maxID {
		return fmt.Errorf("%.40q is not a rank", rank)
	}
	if _, taken := t.ids[string(token)]; taken {
		return fmt.Errorf("token %q occurs twice", token)
	}
	if other, taken := t.texts[uint32(id)]; taken {
		return fmt.Errorf("tokens %q and %q have the same rank %d", other, token, id)
	}
	t.ids[string(token)], t.texts[uint32(id)] = uint32(id), string(token)
	return nil
}

// piecesOf returns the expression of a vocabulary with that many tokens. The files do not
// say it.
func piecesOf(tokens int) string {
	const gpt2, qwen, o200k = 50_400, 151_643, 190_000
	switch {
	case tokens <= gpt2:
		return gpt2Pieces
	case tokens == qwen:
		return qwenPieces
	case tokens >= o200k:
		return o200kPieces
	}
	return cl100Pieces
}
