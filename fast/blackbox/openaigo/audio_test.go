package openaigo_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"testing"
	"unicode/utf8"

	"github.com/openai/openai-go/v3"

	"mock-openai/fast"
	"mock-openai/pool"
)

func TestSDK_Audio(t *testing.T) {
	client := newClient(t, fast.Config{})
	a, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model: "gpt-4o-audio-preview", Messages: conversation(), Modalities: []string{"text", "audio"},
		Audio: openai.ChatCompletionAudioParam{Format: openai.ChatCompletionAudioParamFormatWAV, Voice: openai.ChatCompletionAudioParamVoiceUnion{OfString: openai.String("alloy")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	said := a.Choices[0].Message
	valid(t, map[string]interface{ Valid() bool }{
		"id": said.Audio.JSON.ID, "data": said.Audio.JSON.Data, "expires_at": said.Audio.JSON.ExpiresAt, "transcript": said.Audio.JSON.Transcript,
	})
	if said.JSON.Content.Raw() != "null" || said.Audio.ExpiresAt <= a.Created {
		t.Errorf("message is %s", said.RawJSON())
	}
	if tokens := pool.Tokens(utf8.RuneCountInString(said.Audio.Transcript)); int64(tokens) != a.Usage.CompletionTokens {
		t.Errorf("%d tokens transcribed, %d counted", tokens, a.Usage.CompletionTokens)
	}
	wav, err := base64.StdEncoding.DecodeString(said.Audio.Data)
	if err != nil {
		t.Fatal(err)
	}
	size := func(at int) int { return int(binary.LittleEndian.Uint32(wav[at:])) }
	if string(wav[:4]) != "RIFF" || size(4) != len(wav)-8 || string(wav[8:16]) != "WAVEfmt " || size(16) != 16 ||
		size(28) != size(24)*2 || string(wav[36:40]) != "data" || size(40) != len(wav)-44 {
		t.Errorf("header is %q", wav[:44])
	}
}
