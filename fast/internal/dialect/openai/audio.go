package openai

import (
	"encoding/base64"
	"encoding/binary"

	"mock-openai/fast/internal/engine"
	"mock-openai/fast/internal/render"
)

// audioLifetime is how many seconds a request may refer to an audio.
const audioLifetime = 3600

// silence is what every spoken answer sounds like: 50 ms of a mono PCM wav, as
// base64. Its header is the one of IBM and Microsoft's Multimedia Programming
// Interface 1.0 (1991).
var silence = func() []byte {
	const rate, bits, samples = 8000, 16, 400
	const align, size = bits / 8, samples * bits / 8
	le := binary.LittleEndian
	wav := le.AppendUint32([]byte("RIFF"), 36+size)
	wav = le.AppendUint32(append(wav, "WAVEfmt "...), 16)
	wav = le.AppendUint16(le.AppendUint16(wav, 1), 1) // PCM, one channel
	wav = le.AppendUint32(le.AppendUint32(wav, rate), rate*align)
	wav = le.AppendUint16(le.AppendUint16(wav, align), bits)
	wav = le.AppendUint32(append(wav, "data"...), size)
	return base64.StdEncoding.AppendEncode(nil, append(wav, make([]byte, size)...))
}()

// appendSound appends the data and the expiry of an audio.
func appendSound(dst []byte, a *engine.Answer) []byte {
	dst = append(append(dst, `"data":"`...), silence...)
	return render.AppendInt(append(dst, `","expires_at":`...), int(a.Created)+audioLifetime)
}

// appendAudioID appends an audio up to its id. Each choice has an id of its own.
func appendAudioID(dst []byte, a *engine.Answer, choice int) []byte {
	dst = append(dst, `"audio":{"id":"audio_`...)
	return render.ID{a.ID[0], a.ID[1] + uint64(choice)}.AppendAnswer(dst)
}
